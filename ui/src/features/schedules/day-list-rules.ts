// The windows of a week as a list per day: what is changed is changed on one day alone. Pure.
import { type Day, isTime, minutesOf, week, type WeekWindow } from './week';

export interface WindowOfDay {
  /** Its place among the windows of the week. */
  index: number;
  begin: string;
  end: string;
}

export function windowsOn(windows: readonly WeekWindow[], day: Day): WindowOfDay[] {
  return windows.flatMap(({ days, begin, end }, index) => (days.includes(day) ? [{ index, begin, end }] : []));
}

/** On the other days the window stays as it was. */
export function changedOn(
  windows: readonly WeekWindow[],
  day: Day,
  index: number,
  to: Pick<WeekWindow, 'begin' | 'end'> | null,
): WeekWindow[] {
  return windows.flatMap((one, at) => {
    if (at !== index) return [one];
    const others = one.days.filter((other) => other !== day);
    return [...(others.length > 0 ? [{ ...one, days: others }] : []), ...(to ? [{ days: [day], ...to }] : [])];
  });
}

export function addedOn(windows: readonly WeekWindow[], day: Day): WeekWindow[] {
  return [...windows, { days: [day], begin: '08:00', end: '19:00' }];
}

/** Days with the same hours share a window again. */
export function merged(windows: readonly WeekWindow[]): WeekWindow[] {
  const found: WeekWindow[] = [];
  for (const one of windows) {
    const same = found.find(
      ({ begin, end, days }) =>
        begin === one.begin && end === one.end && !days.some((day) => one.days.includes(day)) && one.days.length > 0,
    );
    if (same) same.days = week.filter((day) => same.days.includes(day) || one.days.includes(day));
    else found.push({ ...one });
  }
  return found;
}

/** Whether it goes on after midnight. */
export function isOfNextDay({ begin, end }: Pick<WeekWindow, 'begin' | 'end'>): boolean {
  return isTime(begin) && isTime(end) && minutesOf(end) <= minutesOf(begin);
}
