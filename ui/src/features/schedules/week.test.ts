import { expect, it } from 'vitest';
import {
  emptyGrid,
  gridOf,
  hoursOf,
  partsOf,
  presets,
  repainted,
  rulesOf,
  week,
  windowsOf,
  windowsOfGrid,
} from './week';

it('reads the windows that it has written as rules', () => {
  for (const windows of Object.values(presets)) expect(windowsOf(rulesOf(windows))).toEqual(windows);
  expect(rulesOf(presets.office)[0]).toEqual({
    window: { begin: '08:00', end: '19:00', days: { weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] } },
  });
  expect(rulesOf(presets.daytime)[0]).toMatchObject({ window: { days: 'every_day' } });
});

it('leaves to the text what says more than a week', () => {
  expect(windowsOf([{ point: { at: '08:00', days: 'every_day', action: 'start' } }])).toBeNull();
  expect(windowsOf([{ window: { begin: '08:00', days: 'every_day' } }])).toBeNull();
  expect(windowsOf([{ window: { begin: '08:00', end: '19:00', days: { month_days: [1] } } }])).toBeNull();
  expect(windowsOf([{ window: { begin: '08:00', end: '19:00', days: 'every_day', type: 'm5.large' } }])).toBeNull();
});

it('fills the half hours of a window, on the next day too', () => {
  const grid = gridOf([{ days: ['sun'], begin: '22:00', end: '06:00' }]);
  expect(grid.sun.slice(44)).toEqual([true, true, true, true]);
  expect(grid.sun[43]).toBe(false);
  expect(grid.mon.indexOf(false)).toBe(12);
  expect(hoursOf(grid)).toBe(8);
});

it('finds the windows of a grid, alike days together and midnight inside', () => {
  for (const windows of Object.values(presets)) expect(gridOf(windowsOfGrid(gridOf(windows)))).toEqual(gridOf(windows));
  expect(windowsOfGrid(gridOf(presets.office))).toEqual(presets.office);
  expect(windowsOfGrid(gridOf([{ days: ['fri', 'sat'], begin: '22:00', end: '06:00' }]))).toEqual([
    { days: ['fri', 'sat'], begin: '22:00', end: '06:00' },
  ]);
  expect(windowsOfGrid(emptyGrid())).toEqual([]);
  expect(windowsOfGrid(gridOf([{ days: [...week], begin: '00:00', end: '24:00' }]))).toEqual([
    { days: [...week], begin: '00:00', end: '24:00' },
  ]);
});

it('keeps what lasts for days, whatever it looks like', () => {
  const grid = emptyGrid();
  grid.mon.fill(true, 20);
  grid.tue.fill(true);
  grid.wed.fill(true, 0, 10);
  expect(gridOf(windowsOfGrid(grid))).toEqual(grid);
});

it('finds the same half hours again in whatever was painted', () => {
  // A fixed sequence that looks like chance: runs of all lengths, over midnights and over the end of the week.
  let state = 7;
  for (let round = 0; round < 200; ++round) {
    const grid = emptyGrid();
    for (let part = 0; part < 1 + (round % 9); ++part) {
      state = (state * 1103515245 + 12345) % 2147483648;
      for (let at = state % 336, left = 1 + (state % 130); left > 0; --left, at = (at + 1) % 336)
        grid[week[Math.floor(at / 48)]!][at % 48] = part % 3 !== 1;
    }
    expect(gridOf(windowsOfGrid(grid))).toEqual(grid);
  }
});

it('keeps typed times that are on no half hour while the grid is painted elsewhere', () => {
  const typed = { days: ['mon' as const], begin: '07:45', end: '12:10' };
  const halfTyped = { days: ['tue' as const], begin: '0', end: '' };
  const grid = gridOf([typed]);
  grid.fri.fill(true, 20, 22);
  const after = repainted([typed, halfTyped], grid);
  expect(after).toEqual([{ days: ['fri'], begin: '10:00', end: '11:00' }, typed, halfTyped]);
  grid.mon.fill(false);
  expect(repainted(after, grid)).not.toContainEqual(typed);
});

it('parts windows of the week from rules that say more', () => {
  const point = { point: { at: '08:00', days: 'every_day', action: 'start' } };
  expect(partsOf([point, ...rulesOf(presets.office)])).toEqual({ windows: presets.office, others: [point] });
});
