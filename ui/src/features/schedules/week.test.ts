import { expect, it } from 'vitest';
import { emptyGrid, gridOf, hoursOf, presets, rulesOf, week, windowsOf, windowsOfGrid } from './week';

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
