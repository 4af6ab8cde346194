// How a schedule stands, in a word with a mark.
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useText } from '../../text/language';
import type { Schedule } from './queries';
import { schedulesText } from './text';

export function observes(schedule: Schedule, now: number): boolean {
  const until = schedule.settings.observe_until;
  return until !== undefined && new Date(until).getTime() > now;
}

export function ScheduleState({ schedule }: { schedule: Schedule }) {
  const t = useText(schedulesText);
  if (schedule.state === 'paused') return <StatusIndicator type="stopped">{t.states.paused}</StatusIndicator>;
  if (observes(schedule, Date.now())) return <StatusIndicator type="info">{t.states.observing}</StatusIndicator>;
  return <StatusIndicator type="success">{t.states.active}</StatusIndicator>;
}

/** "2026-03-02T08:00:00-03:00" as the schedule's own clock shows it, with its zone. */
export function LocalMoment({ local, zone }: { local: string; zone: string }) {
  return (
    <time dateTime={local} className="m-when">
      {local.slice(0, 10)} {local.slice(11, 16)}{' '}
      <span className="m-muted">({zone.split('/').pop()!.replaceAll('_', ' ')})</span>
    </time>
  );
}
