import { expect, it } from 'vitest';
import type { Rule } from './rules';
import { between, cellAfter, cellsOfDay, emptyCells, painted, presets, rulesOf, weekOf } from './week';

const again = (rules: Rule[]) => rulesOf(weekOf(rules));

it('reads and writes the presets unchanged', () => {
  for (const rules of Object.values(presets)) expect(again(rules)).toEqual(rules);
});

it('paints weekdays from 8 to 19 as eleven hours on five days', () => {
  const { cells } = weekOf(presets.office);
  expect(cells.filter(Boolean).length).toBe(5 * 22);
  expect([cells[15], cells[16], cells[37], cells[38]]).toEqual([false, true, true, false]);
  expect(cells[5 * cellsOfDay + 20]).toBe(false);
});

it('keeps a night in one window, also that of Sunday', () => {
  const nights: Rule[] = [{ window: { begin: '22:00', end: '06:00', days: { weekdays: ['fri', 'sun'] } } }];
  expect(weekOf(nights).cells[0]).toBe(true);
  expect(again(nights)).toEqual(nights);
});

it('keeps a window of a whole day that begins in its middle', () => {
  const day: Rule[] = [{ window: { begin: '08:00', end: '08:00', days: { weekdays: ['tue'] } } }];
  expect(weekOf(day).cells.filter(Boolean).length).toBe(cellsOfDay);
  expect(again(day)).toEqual(day);
});

it('cuts what is longer than a day at midnight, into windows that touch', () => {
  const cells = painted(
    emptyCells,
    Array.from({ length: 2 * cellsOfDay + 4 }, (_, at) => 16 + at),
    true,
  );
  const rules = rulesOf({ cells, others: [] });
  expect(rules).toEqual([
    { window: { begin: '08:00', end: '24:00', days: { weekdays: ['mon'] } } },
    { window: { begin: '00:00', end: '24:00', days: { weekdays: ['tue'] } } },
    { window: { begin: '00:00', end: '10:00', days: { weekdays: ['wed'] } } },
  ]);
  expect(weekOf(rules).cells).toEqual(cells);
});

it('writes a week that never stops as every day', () => {
  const cells = emptyCells.map(() => true);
  expect(rulesOf({ cells, others: [] })).toEqual([{ window: { begin: '00:00', end: '24:00', days: 'every_day' } }]);
});

it('finds the same cells again in whatever was painted', () => {
  // A fixed sequence that looks like chance: runs of all lengths, over midnights and over the end of the week.
  let state = 7;
  for (let round = 0; round < 200; ++round) {
    let cells = emptyCells.map(() => round % 2 === 0);
    for (let part = 0; part < 1 + (round % 9); ++part) {
      state = (state * 1103515245 + 12345) % 2147483648;
      const begin = state % cells.length;
      const which = Array.from({ length: 1 + (state % 130) }, (_, at) => (begin + at) % cells.length);
      cells = painted(cells, which, part % 3 !== 1);
    }
    expect(weekOf(rulesOf({ cells, others: [] })).cells).toEqual(cells);
  }
});

it('leaves alone what half hours cannot say', () => {
  const others: Rule[] = [
    { window: { begin: '07:45', end: '19:00', days: 'every_day' } },
    { window: { end: '19:00', days: 'every_day' } },
    { window: { begin: '08:00', end: '19:00', days: 'every_day', type: 'm5.large' } },
    { window: { begin: '08:00', end: '19:00', days: { month_days: [15], short_months: 'skip' } } },
    { point: { cron: '0 8 * * 1-5', action: 'reboot' } },
  ];
  const week = weekOf([...others, ...presets.office]);
  expect(week.others).toEqual(others);
  expect(rulesOf(week)).toEqual([...presets.office, ...others]);
});

it('selects the same hours on each day between two cells, whichever came first', () => {
  const monday9 = 18;
  const tuesday8 = cellsOfDay + 16;
  const expected = [16, 17, 18, cellsOfDay + 16, cellsOfDay + 17, cellsOfDay + 18];
  expect(between(monday9, tuesday8)).toEqual(expected);
  expect(between(tuesday8, monday9)).toEqual(expected);
});

it('moves by keys within the week and no further', () => {
  expect(cellAfter('ArrowRight', 0)).toBe(1);
  expect(cellAfter('ArrowDown', 3)).toBe(cellsOfDay + 3);
  for (const key of ['ArrowLeft', 'ArrowUp', 'Home']) expect(cellAfter(key, 0)).toBe(0);
  for (const key of ['ArrowRight', 'ArrowDown', 'End']) expect(cellAfter(key, 335)).toBe(335);
  expect(cellAfter('a', 0)).toBeUndefined();
});
