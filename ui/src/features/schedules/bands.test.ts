import { expect, it } from 'vitest';
import { dateIn, daysOf, mondayOf, nextDate } from './bands';

const band = (begin_local: string, end_local: string) => ({ begin_local, end_local });

it('cuts bands at midnight and keeps marks with their days', () => {
  const days = daysOf(
    [
      band('2026-03-02T08:00:00-03:00', '2026-03-02T19:30:00-03:00'),
      band('2026-03-03T22:00:00-03:00', '2026-03-05T06:00:00-03:00'),
    ],
    [{ date: '2026-03-03', kind: 'holiday', name: 'Aniversário' }],
    '2026-03-02',
    4,
  );
  expect(days.map((day) => day.spans.map(({ from, to }) => ({ from, to })))).toEqual([
    [{ from: 480, to: 1170 }],
    [{ from: 1320, to: 1440 }],
    [{ from: 0, to: 1440 }],
    [{ from: 0, to: 360 }],
  ]);
  expect(days[1]!.marks).toHaveLength(1);
  expect(days[0]!.marks).toHaveLength(0);
});

it('leaves out what ends at midnight, and days outside', () => {
  const days = daysOf([band('2026-03-02T20:00:00-03:00', '2026-03-03T00:00:00-03:00')], [], '2026-03-03', 1);
  expect(days).toEqual([{ date: '2026-03-03', spans: [], marks: [] }]);
});

it('knows Mondays and dates across months', () => {
  expect(mondayOf('2026-03-08')).toBe('2026-03-02');
  expect(mondayOf('2026-03-02')).toBe('2026-03-02');
  expect(nextDate('2026-02-28')).toBe('2026-03-01');
  expect(dateIn('America/Sao_Paulo', new Date('2026-03-02T02:00:00Z'))).toBe('2026-03-01');
});
