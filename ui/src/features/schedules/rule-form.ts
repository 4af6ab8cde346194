// One rule that says more than a window of the week, as a form: what is asked for depends on the kind. Pure.
import type { Action, Days, Rule } from './rules';
import { type Day, isTime, week } from './week';

export const kinds = ['window', 'once', 'at', 'at_once', 'every', 'cron'] as const;
export type Kind = (typeof kinds)[number];
export const dayKinds = ['every_day', 'weekdays', 'month_days', 'nth', 'nearest_weekday'] as const;
export type DayKind = (typeof dayKinds)[number];

export interface RuleForm {
  kind: Kind;
  begin: string;
  end: string;
  at: string;
  /** Dates and times without a zone: the schedule's is meant. */
  beginDate: string;
  endDate: string;
  count: string;
  unit: 'hours' | 'minutes';
  cron: string;
  action: Action;
  type: string;
  dayKind: DayKind;
  weekdays: Day[];
  monthDays: string;
  shortMonths: 'last_day' | 'skip';
  nth: string;
  nthDay: Day;
  nearest: string;
}

export const emptyForm: RuleForm = {
  kind: 'once',
  begin: '08:00',
  end: '19:00',
  at: '08:00',
  beginDate: '',
  endDate: '',
  count: '6',
  unit: 'hours',
  cron: '0 8 * * 1-5',
  action: 'start',
  type: '',
  dayKind: 'every_day',
  weekdays: [],
  monthDays: '1',
  shortMonths: 'last_day',
  nth: '1',
  nthDay: 'mon',
  nearest: '1',
};

/** Whether this kind asks for the rule's days. */
export function hasDays(kind: Kind): boolean {
  return kind === 'window' || kind === 'at';
}

/** Whether this kind is one action rather than hours to run in. */
export function isPoint(kind: Kind): boolean {
  return kind !== 'window' && kind !== 'once';
}

/** Whether the rule may carry a type of server. */
export function mayHaveType(form: RuleForm): boolean {
  if (!isPoint(form.kind)) return true;
  return form.action === 'start' || form.action === 'resize';
}

function whole(text: string, min: number, max: number): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text.trim()) && number >= min && number <= max ? number : undefined;
}

function daysOf(form: RuleForm): Days | undefined {
  switch (form.dayKind) {
    case 'every_day':
      return 'every_day';
    case 'weekdays':
      return form.weekdays.length > 0 ? { weekdays: week.filter((day) => form.weekdays.includes(day)) } : undefined;
    case 'month_days': {
      const days = form.monthDays.split(/[\s,;]+/).filter(Boolean);
      const numbers = days.flatMap((one) => whole(one, 1, 31) ?? []);
      const isRead = numbers.length === days.length && numbers.length > 0;
      return isRead ? { month_days: numbers, short_months: form.shortMonths } : undefined;
    }
    case 'nth':
      return { nth: [{ nth: Number(form.nth), weekday: form.nthDay }] };
    case 'nearest_weekday': {
      const day = whole(form.nearest, 1, 31);
      return day === undefined ? undefined : { nearest_weekday: day };
    }
  }
}

/** Undefined while something is missing. */
export function ruleOfForm(form: RuleForm): Rule | undefined {
  const type = form.type.trim();
  const withType = mayHaveType(form) && type ? { type } : {};
  if (form.kind === 'window') {
    const days = daysOf(form);
    const isRead = (time: string) => time === '' || isTime(time);
    if (!days || !isRead(form.begin) || !isRead(form.end) || form.begin + form.end === '') return undefined;
    const ends = { ...(form.begin ? { begin: form.begin } : {}), ...(form.end ? { end: form.end } : {}) };
    return { window: { ...ends, days, ...withType } };
  }
  if (form.kind === 'once') {
    if (form.beginDate === '' || form.endDate <= form.beginDate) return undefined;
    return { once: { begin: form.beginDate, end: form.endDate, ...withType } };
  }
  if (form.action === 'resize' && type === '') return undefined;
  const what = { action: form.action, ...withType };
  switch (form.kind) {
    case 'at': {
      const days = daysOf(form);
      return days && isTime(form.at) ? { point: { at: form.at, days, ...what } } : undefined;
    }
    case 'at_once':
      return form.beginDate ? { point: { once: form.beginDate, ...what } } : undefined;
    case 'cron':
      return form.cron.trim() ? { point: { cron: form.cron.trim(), ...what } } : undefined;
    case 'every': {
      const count = whole(form.count, 1, 525_600);
      if (count === undefined || form.beginDate === '') return undefined;
      const step = form.unit === 'hours' ? { hours: count } : { minutes: count };
      return { point: { every: { ...step, from: form.beginDate }, ...what } };
    }
  }
}
