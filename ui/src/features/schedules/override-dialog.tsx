// Keeps servers on or off until then, whatever their schedules say.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { timeNow } from '../../app/clock';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { instantOf, localOf } from '../../format/days';
import { zoneName } from '../../format/format';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { dateIn, nextDate } from './bands';
import { type ServerPlace, useReadSchedulesAgain } from './queries';
import { overrideText } from './override-text';
import { schedulesText } from './text';

function inHours(hours: number, zone: string): string {
  return localOf(new Date(timeNow() + hours * 3_600_000).toISOString(), zone)!;
}

function tomorrowAtNoon(zone: string): string {
  return `${nextDate(dateIn(zone, new Date(timeNow())))}T12:00`;
}

export function OverrideDialog({ servers, onClose }: { servers: ServerPlace[]; onClose: () => void }) {
  const t = useText(schedulesText);
  const o = useText(overrideText);
  const language = useLanguage();
  const formats = useFormats();
  const readAgain = useReadSchedulesAgain();
  const { tell } = useNotices();
  const [state, setState] = useState<'running' | 'stopped'>('running');
  const [until, setUntil] = useState(() => inHours(2, formats.zone));
  const [reason, setReason] = useState('');
  const set = useAsk(
    () =>
      must(
        api.POST('/api/v1/overrides', {
          body: { servers, state, until: instantOf(until, formats.zone)!, reason: reason.trim() },
        }),
      ),
    () => {
      tell('success', o.overrideDone);
      readAgain();
      onClose();
    },
  );
  return (
    <Confirm
      title={o.overrideTitle}
      action={t.overrideSet}
      isBusy={set.isBusy}
      isDisabled={until === '' || reason.trim() === ''}
      error={set.errorBeside('until', 'reason')}
      onConfirm={() => set.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{o.overrideText}</Box>
      <FormField label={o.overrideState}>
        <SegmentedControl
          label={o.overrideState}
          selectedId={state}
          options={[
            { id: 'running', text: o.keepOn },
            { id: 'stopped', text: o.keepOff },
          ]}
          onChange={({ detail }) => setState(detail.selectedId as 'running' | 'stopped')}
        />
      </FormField>
      <FormField
        label={t.until}
        description={t.untilText(zoneName(formats.zone, language))}
        errorText={set.errorOf('until')}
      >
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <input
            type="datetime-local"
            className="m-input"
            aria-label={t.until}
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
          <Button onClick={() => setUntil(inHours(2, formats.zone))}>{o.inTwoHours}</Button>
          <Button onClick={() => setUntil(tomorrowAtNoon(formats.zone))}>{o.tomorrow}</Button>
        </SpaceBetween>
      </FormField>
      <FormField label={t.reason} description={o.reasonHelp} errorText={set.errorOf('reason')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  );
}
