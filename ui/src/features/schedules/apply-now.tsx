// Right after a schedule was saved: which servers are otherwise than it wants them at this moment, and whether to apply it
// now. Before its next time it does nothing by itself.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { ProblemAlert } from '../../widgets/problem';
import { firstStopText } from './first-stop-text';
import { type Schedule, type ScheduleDraft, type Simulation, useReadSchedulesAgain, useWishNow } from './queries';
import { schedulesText } from './text';

const wished = { stop: 'running', start: 'stopped' } as const;
const namedMax = 10;

/** Names of those that are in the state that the action ends. */
function named(simulation: Simulation, action: keyof typeof wished): string[] {
  return simulation.servers
    .filter((one) => one.at?.action === action && one.state === wished[action])
    .map((one) => one.name ?? one.server);
}

function list(names: readonly string[]): string {
  return names.slice(0, namedMax).join(', ') + (names.length > namedMax ? '…' : '');
}

interface ApplyNowProps {
  schedule: Schedule;
  draft: ScheduleDraft;
  onDone: () => void;
}

export function ApplyNow({ schedule, draft, onDone }: ApplyNowProps) {
  const t = useText(firstStopText);
  const s = useText(schedulesText);
  const { tell } = useNotices();
  const readAgain = useReadSchedulesAgain();
  const simulation = useWishNow(schedule.id, draft).data;
  const run = useAsk(
    () => must(api.POST('/api/v1/schedules/{schedule}/run-now', { params: { path: { schedule: schedule.id } } })),
    ({ operations }) => {
      tell('success', operations.length > 0 ? s.runNowDone : s.runNowNothing);
      readAgain();
      onDone();
    },
  );
  if (!simulation) return null;
  const [stops, starts] = [named(simulation, 'stop'), named(simulation, 'start')];
  if (stops.length + starts.length === 0) return null;
  return (
    <Alert
      type="info"
      header={t.applyTitle(stops.length + starts.length)}
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={onDone}>{t.notNow}</Button>
          <Button variant="primary" loading={run.isBusy} onClick={() => run.ask(undefined)}>
            {t.applyNow}
          </Button>
        </SpaceBetween>
      }
    >
      {t.applyText}
      {stops.length > 0 && <div>{t.stops(list(stops))}</div>}
      {starts.length > 0 && <div>{t.starts(list(starts))}</div>}
      {run.error ? <ProblemAlert error={run.error} /> : null}
    </Alert>
  );
}
