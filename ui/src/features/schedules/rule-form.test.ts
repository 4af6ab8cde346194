import { expect, it } from 'vitest';
import { emptyForm, type RuleForm, ruleOfForm } from './rule-form';

const made = (form: Partial<RuleForm>) => ruleOfForm({ ...emptyForm, ...form });

it('makes a rule of each kind', () => {
  expect(made({ kind: 'window', end: '', dayKind: 'nth', nth: '-1', nthDay: 'fri' })).toEqual({
    window: { begin: '08:00', days: { nth: [{ nth: -1, weekday: 'fri' }] } },
  });
  expect(made({ kind: 'once', beginDate: '2026-12-24T08:00', endDate: '2026-12-24T12:00' })).toEqual({
    once: { begin: '2026-12-24T08:00', end: '2026-12-24T12:00' },
  });
  expect(made({ kind: 'at', at: '22:00', action: 'resize', type: ' m5.large ' })).toEqual({
    point: { at: '22:00', days: 'every_day', action: 'resize', type: 'm5.large' },
  });
  expect(made({ kind: 'at_once', beginDate: '2026-12-24T08:00', action: 'stop' })).toEqual({
    point: { once: '2026-12-24T08:00', action: 'stop' },
  });
  expect(
    made({ kind: 'every', count: '90', unit: 'minutes', beginDate: '2026-12-24T08:00', action: 'reboot' }),
  ).toEqual({ point: { every: { minutes: 90, from: '2026-12-24T08:00' }, action: 'reboot' } });
  expect(made({ kind: 'cron', cron: ' 0 8 * * * ' })).toEqual({ point: { cron: '0 8 * * *', action: 'start' } });
});

it('reads several days of the month, and none that no month has', () => {
  const days = (monthDays: string) => made({ kind: 'at', dayKind: 'month_days', monthDays });
  expect(days('1, 15 31')).toMatchObject({ point: { days: { month_days: [1, 15, 31], short_months: 'last_day' } } });
  for (const text of ['', '0', '32', '1, x']) expect(days(text)).toBeUndefined();
});

it('makes nothing while something is missing', () => {
  const broken: Partial<RuleForm>[] = [
    { kind: 'window', begin: '', end: '' },
    { kind: 'window', begin: '8' },
    { kind: 'at', dayKind: 'weekdays' },
    { kind: 'once', beginDate: '2026-12-24T08:00', endDate: '2026-12-24T08:00' },
    { kind: 'at', action: 'resize' },
    { kind: 'every', count: '0', beginDate: '2026-12-24T08:00' },
    { kind: 'at_once' },
  ];
  for (const form of broken) expect(made(form)).toBeUndefined();
});

it('leaves a type behind where the action takes none', () => {
  expect(made({ kind: 'at', action: 'stop', type: 'm5.large' })).toEqual({
    point: { at: '08:00', days: 'every_day', action: 'stop' },
  });
});
