// A schedule's rules as the API and files write them (`docs/schedules.md`).
import type { Day } from './week';

export type Days =
  | 'every_day'
  | { weekdays: Day[] }
  | { month_days: number[]; short_months: 'last_day' | 'skip' }
  | { nth: { nth: number; weekday: Day }[] }
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
