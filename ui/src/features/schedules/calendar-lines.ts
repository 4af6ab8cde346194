// The dates of a calendar as lines of text: "2026-07-10 Festa da cidade", "06-13 Santo Antônio até 14:00". Pure.
import type { Schemas } from '../../api/client';
import { isTime } from './week';

type CalendarDate = Schemas['CalendarDate'];

const linePattern = /^(?:(\d{4}-\d{2}-\d{2})|(\d{2}-\d{2}))\s+(.+?)(?:\s+(?:até|until)\s+(\d{2}:\d{2}))?$/;

/** The dates, or the first line that cannot be understood. */
export function datesOfLines(text: string): { dates: CalendarDate[] } | { wrong: string } {
  const dates: CalendarDate[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [, date, yearly, name, until] = linePattern.exec(line) ?? [];
    if (name === undefined || (until !== undefined && !isTime(until))) return { wrong: line };
    dates.push({ ...(date ? { date } : { yearly: yearly! }), name, ...(until ? { until } : {}) });
  }
  return { dates };
}

export function linesOfDates(dates: readonly CalendarDate[], untilWord: string): string {
  return dates
    .map(({ date, yearly, name, until }) => `${date ?? yearly} ${name}${until ? ` ${untilWord} ${until}` : ''}`)
    .join('\n');
}
