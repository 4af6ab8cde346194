// The week of a schedule as half hours that a person paints, and the rules that say the same. What half hours cannot say
// (other days than weekdays, 07:45, one end alone, a type) stays a rule of its own and is left as it is.
import { minutesOf, timeOf, weekdays, type Days, type Rule, type Weekday } from './rules';

const cellMinutes = 30;
export const cellsOfDay = (24 * 60) / cellMinutes;
export const cellsOfWeek = 7 * cellsOfDay;

export interface Week {
  /** From Monday 00:00 on, whether servers run in that half hour. */
  cells: readonly boolean[];
  /** Rules that are not in the cells. */
  others: readonly Rule[];
}

export const emptyCells: readonly boolean[] = Array.from({ length: cellsOfWeek }, () => false);

interface Run {
  begin: number;
  length: number;
}

function daysOfWeek(days: Days): readonly Weekday[] | undefined {
  if (days === 'every_day') return weekdays;
  return 'weekdays' in days ? days.weekdays : undefined;
}

/** The rule's times in cells, one for each of its days; undefined where cells cannot say it. */
function runsOf(rule: Rule): Run[] | undefined {
  if (!('window' in rule) || rule.window.type !== undefined) return undefined;
  const days = daysOfWeek(rule.window.days);
  const begin = minutesOf(rule.window.begin ?? '');
  const end = minutesOf(rule.window.end ?? '');
  if (!days || begin === undefined || end === undefined) return undefined;
  if (begin % cellMinutes !== 0 || end % cellMinutes !== 0 || begin === 24 * 60) return undefined;
  const length = (end > begin ? end - begin : end + 24 * 60 - begin) / cellMinutes;
  return days.map((day) => ({ begin: weekdays.indexOf(day) * cellsOfDay + begin / cellMinutes, length }));
}

export function weekOf(rules: readonly Rule[]): Week {
  const cells = [...emptyCells];
  const others: Rule[] = [];
  for (const rule of rules) {
    const runs = runsOf(rule);
    if (!runs) others.push(rule);
    for (const { begin, length } of runs ?? [])
      for (let cell = begin; cell < begin + length; ++cell) cells[cell % cellsOfWeek] = true;
  }
  return { cells, others };
}

/** Unbroken times of the week; one over Sunday's midnight is whole. */
function runsOfCells(cells: readonly boolean[]): Run[] {
  const gap = cells.indexOf(false);
  if (gap < 0) return [{ begin: 0, length: cellsOfWeek }];
  const runs: Run[] = [];
  let isRunning = false;
  for (let step = 1; step <= cellsOfWeek; ++step) {
    const cell = (gap + step) % cellsOfWeek;
    if (cells[cell] && !isRunning) runs.push({ begin: cell, length: 0 });
    if (cells[cell]) runs.at(-1)!.length += 1;
    isRunning = cells[cell]!;
  }
  return runs;
}

/** A rule's window ends within a day of its begin: what is longer is cut at each midnight, and touching windows are one. */
function inDays({ begin, length }: Run): Run[] {
  if (length <= cellsOfDay) return [{ begin, length }];
  const first = Math.min(length, cellsOfDay - (begin % cellsOfDay));
  const next = (begin + first) % cellsOfWeek;
  const rest = length - first;
  // At each midnight, the last one too: a rest of at most a day begins at midnight and so ends the same day.
  return [{ begin, length: first }, ...(rest > 0 ? inDays({ begin: next, length: rest }) : [])];
}

/** The rules of a week, the fewest windows first by day and hour, then the others. */
export function rulesOf(week: Week): Rule[] {
  const parts = runsOfCells(week.cells)
    .flatMap(inDays)
    .sort((a, b) => a.begin - b.begin);
  const byTimes = new Map<string, { begin: string; end: string; days: Weekday[] }>();
  for (const { begin, length } of parts) {
    const from = (begin % cellsOfDay) * cellMinutes;
    const until = from + length * cellMinutes;
    const end = timeOf(until > 24 * 60 ? until - 24 * 60 : until);
    const key = `${from} ${until}`;
    const known = byTimes.get(key) ?? { begin: timeOf(from), end, days: [] };
    byTimes.set(key, known);
    known.days.push(weekdays[Math.floor(begin / cellsOfDay)]!);
  }
  const windows = [...byTimes.values()].map(({ begin, end, days }): Rule => ({
    window: { begin, end, days: days.length === 7 ? 'every_day' : { weekdays: days } },
  }));
  return [...windows, ...week.others];
}

/** The cells of the rectangle between two, both included: the same hours on each day between. */
export function between(one: number, other: number): number[] {
  const days = [Math.floor(one / cellsOfDay), Math.floor(other / cellsOfDay)];
  const hours = [one % cellsOfDay, other % cellsOfDay];
  const cells: number[] = [];
  for (let day = Math.min(...days); day <= Math.max(...days); ++day)
    for (let hour = Math.min(...hours); hour <= Math.max(...hours); ++hour) cells.push(day * cellsOfDay + hour);
  return cells;
}

export function painted(cells: readonly boolean[], which: readonly number[], isOn: boolean): boolean[] {
  const result = [...cells];
  for (const cell of which) result[cell] = isOn;
  return result;
}

/** Where a key leads from a cell, days being rows; the edges of the week hold. Undefined: not a key that moves. */
export function cellAfter(key: string, cell: number): number | undefined {
  const day = Math.floor(cell / cellsOfDay);
  const hour = cell % cellsOfDay;
  const at = (newDay: number, newHour: number) =>
    Math.min(6, Math.max(0, newDay)) * cellsOfDay + Math.min(cellsOfDay - 1, Math.max(0, newHour));
  switch (key) {
    case 'ArrowLeft':
      return at(day, hour - 1);
    case 'ArrowRight':
      return at(day, hour + 1);
    case 'ArrowUp':
      return at(day - 1, hour);
    case 'ArrowDown':
      return at(day + 1, hour);
    case 'Home':
      return at(day, 0);
    case 'End':
      return at(day, cellsOfDay - 1);
    default:
      return undefined;
  }
}

const workdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

/** What the buttons fill in; the names are in the addresses that open the editor filled. */
export const presets: Record<'office' | 'workweek' | 'nights_off', Rule[]> = {
  office: [{ window: { begin: '08:00', end: '19:00', days: { weekdays: workdays } } }],
  workweek: [{ window: { begin: '00:00', end: '24:00', days: { weekdays: workdays } } }],
  nights_off: [{ window: { begin: '07:00', end: '22:00', days: 'every_day' } }],
};
