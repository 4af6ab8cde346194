// A week of windows, between the rules of a schedule, the text fields and the grid: all three show the same. Pure.

export const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Day = (typeof dayNames)[number];
/** The week as people read it. */
export const week: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** One window on some days. An end that is not after the begin belongs to the next day. */
export interface WeekWindow {
  days: Day[];
  begin: string;
  end: string;
}

export type Rule = Record<string, unknown>;

export const slotMinutes = 30;
export const slots = (24 * 60) / slotMinutes;

const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

export function isTime(text: string): boolean {
  return timePattern.test(text) || text === '24:00';
}

export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The rules of windows; a window on all days is "every_day". */
export function rulesOf(windows: WeekWindow[]): Rule[] {
  return windows.map(({ days, begin, end }) => ({
    window: { begin, end, days: days.length === 7 ? 'every_day' : { weekdays: days } },
  }));
}

function daysOf(days: unknown): Day[] | null {
  if (days === 'every_day') return [...week];
  if (typeof days !== 'object' || days === null || Object.keys(days).join() !== 'weekdays') return null;
  const named = (days as { weekdays: unknown }).weekdays;
  if (!Array.isArray(named)) return null;
  return week.filter((day) => named.includes(day));
}

/** Windows on days of the week, and the rules that say more. */
export function partsOf(rules: readonly Rule[]): { windows: WeekWindow[]; others: Rule[] } {
  const isWindow = (rule: Rule) => windowsOf([rule]) !== null;
  return { windows: windowsOf(rules.filter(isWindow)) ?? [], others: rules.filter((rule) => !isWindow(rule)) };
}

/** Null where the rules say more than windows on days of the week. */
export function windowsOf(rules: readonly Rule[]): WeekWindow[] | null {
  const windows: WeekWindow[] = [];
  for (const rule of rules) {
    const window = rule.window as { begin?: string; end?: string; days?: unknown; type?: string } | undefined;
    if (Object.keys(rule).join() !== 'window' || !window?.begin || !window.end || window.type) return null;
    const days = daysOf(window.days);
    if (!days) return null;
    windows.push({ days, begin: window.begin, end: window.end });
  }
  return windows;
}

/** Half hours in which servers run, by day; `grid[day][slot]`. A window that is not on half hours fills what it touches. */
export type Grid = Record<Day, boolean[]>;

export function emptyGrid(): Grid {
  return Object.fromEntries(week.map((day) => [day, Array.from({ length: slots }, () => false)])) as Grid;
}

function dayAfter(day: Day): Day {
  return week[(week.indexOf(day) + 1) % 7]!;
}

export function gridOf(windows: readonly WeekWindow[]): Grid {
  const grid = emptyGrid();
  const fill = (day: Day, from: number, to: number) => {
    for (let slot = Math.floor(from / slotMinutes); slot * slotMinutes < to; ++slot) grid[day][slot] = true;
  };
  for (const { days, begin, end } of windows) {
    if (!isTime(begin) || !isTime(end)) continue;
    const from = minutesOf(begin);
    const to = minutesOf(end);
    for (const day of days) {
      fill(day, from, to > from ? to : 24 * 60);
      if (to <= from) fill(dayAfter(day), 0, to);
    }
  }
  return grid;
}

/** Windows that fill exactly these half hours: days that are alike share a window; what goes on at midnight is one. */
export function windowsOfGrid(grid: Grid): WeekWindow[] {
  const isFull = week.every((day) => grid[day].every(Boolean));
  if (isFull) return [{ days: [...week], begin: '00:00', end: '24:00' }];
  const runs = new Map<string, Day[]>();
  for (const day of week) {
    const before = grid[week[(week.indexOf(day) + 6) % 7]!];
    for (let slot = 0; slot < slots; ++slot) {
      const begins = grid[day][slot] && !(slot > 0 ? grid[day][slot - 1] : before[slots - 1]);
      if (!begins) continue;
      let length = 0;
      for (let at = day, next = slot; grid[at][next] && length < slots; ++length)
        if (++next === slots) [at, next] = [dayAfter(at), 0];
      const end = (slot + length) % slots;
      const key = `${timeOf(slot * slotMinutes)}-${end === 0 ? '24:00' : timeOf(end * slotMinutes)}`;
      runs.set(key, [...(runs.get(key) ?? []), day]);
      // What lasts for more than a day goes on as another window.
      if (length === slots) return daily(grid);
    }
  }
  return [...runs].map(([key, days]) => ({ days, begin: key.slice(0, 5), end: key.slice(6) }));
}

/** Each day by itself. */
function daily(grid: Grid): WeekWindow[] {
  const runs = new Map<string, Day[]>();
  for (const day of week)
    for (let slot = 0; slot < slots; ++slot) {
      if (!grid[day][slot] || (slot > 0 && grid[day][slot - 1])) continue;
      let end = slot;
      while (end < slots && grid[day][end]) ++end;
      const key = `${timeOf(slot * slotMinutes)}-${timeOf(end * slotMinutes)}`;
      runs.set(key, [...(runs.get(key) ?? []), day]);
    }
  return [...runs].map(([key, days]) => ({ days, begin: key.slice(0, 5), end: key.slice(6) }));
}

/** Whether the grid shows exactly this window: whole half hours, typed to the end. */
function isOnGrid({ begin, end }: WeekWindow): boolean {
  const onSlot = (time: string) => isTime(time) && minutesOf(time) % slotMinutes === 0;
  return onSlot(begin) && onSlot(end) && begin !== '24:00';
}

/**
 * The windows once the grid was painted. Windows that it cannot show (07:45, half typed) stay as
 * they were typed; where hours of theirs were taken away the grid has its way.
 */
export function repainted(windows: readonly WeekWindow[], after: Grid): WeekWindow[] {
  const kept = windows.filter((one) => {
    if (isOnGrid(one)) return false;
    const own = gridOf([one]);
    return week.every((day) => own[day].every((isOn, slot) => !isOn || after[day][slot]));
  });
  const ofKept = gridOf(kept);
  const rest = emptyGrid();
  for (const day of week) rest[day] = after[day].map((isOn, slot) => isOn && !ofKept[day][slot]);
  return [...windowsOfGrid(rest), ...kept];
}

export function hoursOf(grid: Grid): number {
  return week.reduce((sum, day) => sum + grid[day].filter(Boolean).length, 0) / (60 / slotMinutes);
}

export const presets = {
  office: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], begin: '08:00', end: '19:00' }],
  weekdays: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], begin: '00:00', end: '24:00' }],
  daytime: [{ days: [...week], begin: '07:00', end: '22:00' }],
} satisfies Record<string, WeekWindow[]>;
export type Preset = keyof typeof presets;
