// Spans in which chosen servers run for maintenance, whatever the hours of their schedules.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { instantOf } from '../../format/days';
import { zoneName } from '../../format/format';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Moment } from '../../widgets/time';
import { useAccounts, useCustomers } from '../accounts/queries';
import type { ScheduleDraft } from './queries';
import { noTargets, TargetsField, targetsOfDraft } from './targets-field';
import { targetsInWords } from './targets-words';
import { calendarsText } from './calendars-text';
import { standingText } from './standing-text';
import { schedulesText } from './text';

function Targets({ targets }: { targets: ScheduleDraft['targets'] }) {
  const c = useText(calendarsText);
  const names = new Map(
    [...(useAccounts().data ?? []), ...(useCustomers().data ?? [])].map((one) => [one.id, one.name]),
  );
  return targetsInWords(targets, names, c.targetsWords);
}

function MaintenanceDialog({ onClose }: { onClose: () => void }) {
  const t = useText(schedulesText);
  const c = useText(calendarsText);
  const language = useLanguage();
  const formats = useFormats();
  const queries = useQueryClient();
  const [begin, setBegin] = useState('');
  const [end, setEnd] = useState('');
  const [reason, setReason] = useState('');
  const [draft, setDraft] = useState(noTargets);
  const targets = targetsOfDraft(draft);
  const make = useAsk(
    () =>
      must(
        api.POST('/api/v1/maintenance', {
          body: {
            ...(begin ? { begin: instantOf(begin, formats.zone)! } : {}),
            end: instantOf(end, formats.zone)!,
            reason: reason.trim(),
            targets: targets!,
          },
        }),
      ),
    () => {
      void queries.invalidateQueries({ queryKey: ['maintenance'] });
      onClose();
    },
  );
  const zone = zoneName(formats.zone, language);
  return (
    <Confirm
      title={c.maintenanceAdd}
      action={c.maintenanceAdd}
      isBusy={make.isBusy}
      isDisabled={end === '' || reason.trim() === '' || targets === null}
      error={make.errorBeside('reason', 'end', 'begin', 'targets')}
      onConfirm={() => make.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{c.maintenanceText}</Box>
      <FormField label={t.from} description={c.maintenanceFrom(zone)} errorText={make.errorOf('begin')}>
        <input
          type="datetime-local"
          className="m-input"
          aria-label={t.from}
          value={begin}
          onChange={(event) => setBegin(event.target.value)}
        />
      </FormField>
      <FormField label={t.until} description={t.untilText(zone)} errorText={make.errorOf('end')}>
        <input
          type="datetime-local"
          className="m-input"
          aria-label={t.until}
          value={end}
          onChange={(event) => setEnd(event.target.value)}
        />
      </FormField>
      <FormField label={t.reason} errorText={make.errorOf('reason')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      <TargetsField draft={draft} onChange={setDraft} error={make.errorOf('targets')} />
    </Confirm>
  );
}

export function MaintenanceWindows() {
  const t = useText(schedulesText);
  const c = useText(calendarsText);
  const s = useText(standingText);
  const language = useLanguage();
  const may = useMay('policy.write');
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const windows = useQuery({
    queryKey: ['maintenance'],
    queryFn: async () => (await must(api.GET('/api/v1/maintenance'))).windows,
  });
  const end = useAsk(
    (maintenance: string) =>
      must(api.DELETE('/api/v1/maintenance/{maintenance}', { params: { path: { maintenance } } })),
    () => void queries.invalidateQueries({ queryKey: ['maintenance'] }),
  );
  return (
    <>
      <Rows
        variant="container"
        label={c.maintenance}
        items={windows.data}
        isLoading={windows.isPending}
        trackBy={(one) => one.id}
        empty={<Box color="text-body-secondary">{c.noMaintenance}</Box>}
        header={
          <Header
            variant="h2"
            description={c.maintenanceText}
            actions={may && <Button onClick={() => setMaking(true)}>{c.maintenanceAdd}</Button>}
          >
            {c.maintenance}
          </Header>
        }
        footer={end.error ? <ProblemAlert error={end.error} /> : undefined}
        columns={[
          { id: 'from', header: t.from, cell: (one) => <Moment at={one.begin} /> },
          { id: 'until', header: t.until, cell: (one) => <Moment at={one.end} /> },
          { id: 'reason', header: t.reason, cell: (one) => one.reason },
          { id: 'targets', header: s.targetsColumn, cell: (one) => <Targets targets={one.targets} /> },
          { id: 'by', header: t.by, cell: (one) => actorName(one.by, language) },
          {
            id: 'end',
            header: '',
            cell: (one) =>
              may && (
                <Button variant="inline-link" onClick={() => end.ask(one.id)}>
                  {c.freezeLift}
                </Button>
              ),
          },
        ]}
      />
      {isMaking && <MaintenanceDialog onClose={() => setMaking(false)} />}
    </>
  );
}
