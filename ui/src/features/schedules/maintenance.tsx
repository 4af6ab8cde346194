// Spans in which chosen servers run for maintenance, whatever the hours of their schedules.
import Box from '@cloudscape-design/components/box';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useMay } from '../../app/session';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { useAccounts, useCustomers } from '../accounts/queries';
import type { ScheduleDraft } from './queries';
import { SpanFields, SpanList, useSpan } from './spans';
import { noTargets, TargetsField, targetsOfDraft } from './targets-field';
import { targetsInWords } from './targets-words';
import { calendarsText } from './calendars-text';

function Targets({ targets }: { targets: ScheduleDraft['targets'] }) {
  const c = useText(calendarsText);
  const names = new Map(
    [...(useAccounts().data ?? []), ...(useCustomers().data ?? [])].map((one) => [one.id, one.name]),
  );
  return targetsInWords(targets, names, c.targetsWords);
}

function MaintenanceDialog({ onClose }: { onClose: () => void }) {
  const c = useText(calendarsText);
  const queries = useQueryClient();
  const span = useSpan();
  const [draft, setDraft] = useState(noTargets);
  const targets = targetsOfDraft(draft);
  const make = useAsk(
    () => must(api.POST('/api/v1/maintenance', { body: { ...span.body(), targets: targets! } })),
    () => {
      void queries.invalidateQueries({ queryKey: ['maintenance'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={c.maintenanceAdd}
      action={c.maintenanceAdd}
      isBusy={make.isBusy}
      isDisabled={!span.isWhole || targets === null}
      error={make.errorBeside('reason', 'end', 'begin', 'targets')}
      onConfirm={() => make.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{c.maintenanceText}</Box>
      <SpanFields span={span} errorOf={make.errorOf} />
      <TargetsField
        draft={draft}
        onChange={setDraft}
        error={make.errorOf('targets')}
        filterText={c.maintenanceFilter}
      />
    </Confirm>
  );
}

export function MaintenanceWindows() {
  const c = useText(calendarsText);
  const may = useMay('policy.write');
  const [isMaking, setMaking] = useState(false);
  const windows = useQuery({
    queryKey: ['maintenance'],
    queryFn: async () => (await must(api.GET('/api/v1/maintenance'))).windows,
  });
  return (
    <>
      <SpanList
        title={c.maintenance}
        text={c.maintenanceText}
        none={c.noMaintenance}
        query={windows}
        add={may ? { label: c.maintenanceAdd, onAdd: () => setMaking(true) } : undefined}
        columns={[{ id: 'targets', header: c.maintenanceOf, cell: (one) => <Targets targets={one.targets} /> }]}
        end={(maintenance) =>
          must(api.DELETE('/api/v1/maintenance/{maintenance}', { params: { path: { maintenance } } }))
        }
        endTitle={c.maintenanceEnd}
        ending={(one) => (
          <Box variant="p">
            {c.maintenanceEndText} <Targets targets={one.targets} />
          </Box>
        )}
      />
      {isMaking && <MaintenanceDialog onClose={() => setMaking(false)} />}
    </>
  );
}
