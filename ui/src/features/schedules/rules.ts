// A schedule's rules as the API and files write them (`docs/schedules.md`).
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

export type Days =
  | 'every_day'
  | { weekdays: Weekday[] }
  | { month_days: number[]; short_months: 'last_day' | 'skip' }
  | { nth: { nth: number; weekday: Weekday }[] }
  | { nearest_weekday: number };

export interface WindowRule {
  window: { begin?: string; end?: string; days: Days; type?: string };
}
export interface OnceRule {
  once: { begin: string; end: string; type?: string };
}
export type Action = 'start' | 'stop' | 'reboot' | 'resize';
export interface PointRule {
  point: { action: Action; type?: string } & (
    | { at: string; days: Days }
    | { cron: string }
    | { every: ({ minutes: number } | { hours: number }) & { from: string } }
    | { once: string }
  );
}
export type Rule = WindowRule | OnceRule | PointRule;

/** "08:30" as minutes after midnight; undefined where it is no time of a day. "24:00" is one. */
export function minutesOf(time: string): number | undefined {
  const parts = /^(\d{2}):(\d{2})$/.exec(time);
  if (!parts) return undefined;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return Number(parts[2]) < 60 && minutes <= 24 * 60 ? minutes : undefined;
}

export function timeOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
