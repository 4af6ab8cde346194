// What a simulation says of each day, in the schedule's own zone: the hours in which servers run, and what is special. Pure.
import type { Simulation } from './queries';

/** How somebody's hours are named: `begin_local` and `end_local` by the schedule's clocks. */
interface LocalBand {
  begin_local: string;
  end_local: string;
}
export interface DaySpan<Of> {
  /** Minutes from midnight, by the clocks on the wall. */
  from: number;
  to: number;
  of: Of;
}
export interface DayMark {
  date: string;
  kind: Simulation['marks'][number]['kind'] | 'conflict';
  name: string;
}
export interface SimulatedDay<Of = LocalBand> {
  date: string;
  spans: DaySpan<Of>[];
  marks: DayMark[];
}

const dayMinutes = 24 * 60;

function localOf(text: string): { date: string; minutes: number } {
  return { date: text.slice(0, 10), minutes: Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) };
}

export function nextDate(date: string, days = 1): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** `count` days from `first` on ("2026-03-02"). */
export function daysOf<Of extends LocalBand>(
  bands: readonly Of[],
  marks: readonly DayMark[],
  first: string,
  count: number,
): SimulatedDay<Of>[] {
  const days = new Map<string, SimulatedDay<Of>>();
  for (let index = 0, date = first; index < count; ++index, date = nextDate(date))
    days.set(date, { date, spans: [], marks: marks.filter((one) => one.date === date) });
  for (const band of bands) {
    const begin = localOf(band.begin_local);
    const end = localOf(band.end_local);
    for (let date = begin.date; date <= end.date; date = nextDate(date)) {
      const from = date === begin.date ? begin.minutes : 0;
      const to = date === end.date ? end.minutes : dayMinutes;
      if (to > from) days.get(date)?.spans.push({ from, to, of: band });
    }
  }
  return [...days.values()];
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return nextDate(date, -((weekday + 6) % 7));
}

/** The date that the clocks of a zone show. */
export function dateIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at).slice(0, 10);
}
