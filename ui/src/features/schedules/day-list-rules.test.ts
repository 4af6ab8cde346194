import { expect, it } from 'vitest';
import { addedOn, changedOn, isOfNextDay, merged, windowsOn } from './day-list-rules';
import { gridOf, presets } from './week';

const office = presets.office;

it('lists the windows of a day', () => {
  expect(windowsOn(office, 'mon')).toEqual([{ index: 0, begin: '08:00', end: '19:00' }]);
  expect(windowsOn(office, 'sun')).toEqual([]);
});

it('changes one day alone, and takes away and adds there', () => {
  const shorter = changedOn(office, 'fri', 0, { begin: '08:00', end: '17:00' });
  expect(shorter).toEqual([
    { days: ['mon', 'tue', 'wed', 'thu'], begin: '08:00', end: '19:00' },
    { days: ['fri'], begin: '08:00', end: '17:00' },
  ]);
  expect(windowsOn(changedOn(shorter, 'fri', 1, null), 'fri')).toEqual([]);
  expect(windowsOn(addedOn(shorter, 'sat'), 'sat')).toEqual([{ index: 2, begin: '08:00', end: '19:00' }]);
});

it('joins days that are alike again, and wants nothing else by that', () => {
  const back = changedOn(changedOn(office, 'fri', 0, { begin: '08:00', end: '17:00' }), 'fri', 1, {
    begin: '08:00',
    end: '19:00',
  });
  expect(merged(back)).toEqual(office);
  const twice = [...office, { days: ['mon' as const], begin: '08:00', end: '19:00' }];
  expect(gridOf(merged(twice))).toEqual(gridOf(twice));
  const empty = [{ days: [], begin: '', end: '' }];
  expect(merged(empty)).toEqual(empty);
});

it('knows what goes on after midnight', () => {
  expect(isOfNextDay({ begin: '22:00', end: '06:00' })).toBe(true);
  expect(isOfNextDay({ begin: '22:00', end: '24:00' })).toBe(false);
  expect(isOfNextDay({ begin: '22:00', end: '' })).toBe(false);
});
