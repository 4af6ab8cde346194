// Keeps servers on or off until then, whatever their schedules say.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { zoneName } from '../../format/format';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { type ServerPlace, useReadSchedulesAgain } from './queries';
import { schedulesText } from './text';

/** As `datetime-local` takes it, by the browser's clock. */
function inputOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function inHours(hours: number): string {
  return inputOf(new Date(Date.now() + hours * 3_600_000));
}

function tomorrowAtNoon(): string {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(12, 0, 0, 0);
  return inputOf(at);
}

export function OverrideDialog({ servers, onClose }: { servers: ServerPlace[]; onClose: () => void }) {
  const t = useText(schedulesText);
  const language = useLanguage();
  const formats = useFormats();
  const readAgain = useReadSchedulesAgain();
  const { tell } = useNotices();
  const [state, setState] = useState<'running' | 'stopped'>('running');
  const [until, setUntil] = useState(() => inHours(2));
  const [reason, setReason] = useState('');
  const set = useAsk(
    () =>
      must(
        api.POST('/api/v1/overrides', {
          body: { servers, state, until: new Date(until).toISOString(), reason: reason.trim() },
        }),
      ),
    () => {
      tell('success', t.overrideDone);
      readAgain();
      onClose();
    },
  );
  return (
    <Confirm
      title={t.overrideTitle}
      action={t.overrideSet}
      isBusy={set.isBusy}
      isDisabled={until === '' || reason.trim() === ''}
      error={set.errorBeside('until', 'reason')}
      onConfirm={() => set.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{t.overrideText}</Box>
      <FormField label={t.overrideState}>
        <SegmentedControl
          label={t.overrideState}
          selectedId={state}
          options={[
            { id: 'running', text: t.keepOn },
            { id: 'stopped', text: t.keepOff },
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
          <Button onClick={() => setUntil(inHours(2))}>{t.inTwoHours}</Button>
          <Button onClick={() => setUntil(tomorrowAtNoon())}>{t.tomorrow}</Button>
        </SpaceBetween>
      </FormField>
      <FormField label={t.reason} description={t.reasonHelp} errorText={set.errorOf('reason')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  );
}
