// How a schedule stands, in a word with a mark.
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { timeNow } from '../../app/clock';
import { Formats } from '../../format/format';
import { useLanguage, useText } from '../../text/language';
import type { Schedule } from './queries';
import { schedulesText } from './text';

export function observes(schedule: Schedule, now: number): boolean {
  const until = schedule.settings.observe_until;
  return until !== undefined && new Date(until).getTime() > now;
}

export function ScheduleState({ schedule }: { schedule: Schedule }) {
  const t = useText(schedulesText);
  if (schedule.state === 'paused')
    return (
      <StatusIndicator type="stopped" wrapText={false}>
        {t.states.paused}
      </StatusIndicator>
    );
  if (observes(schedule, timeNow()))
    return (
      <StatusIndicator type="info" wrapText={false}>
        {t.states.observing}
      </StatusIndicator>
    );
  return (
    <StatusIndicator type="success" wrapText={false}>
      {t.states.active}
    </StatusIndicator>
  );
}

/** An instant as the schedule's own clock shows it, with its zone. */
export function LocalMoment({ local, zone }: { local: string; zone: string }) {
  const formats = new Formats(useLanguage(), zone);
  return (
    <time dateTime={local} className="m-when">
      {formats.instant(local)}
    </time>
  );
}
