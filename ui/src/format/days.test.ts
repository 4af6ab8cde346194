import { expect, it } from 'vitest';
import { dayOf, instantOf, localOf, startOfDay } from './days';

it('begins a day where the person lives', () => {
  expect(startOfDay('2026-11-20', 'America/Sao_Paulo')).toBe('2026-11-20T03:00:00.000Z');
  expect(startOfDay('2026-11-20', 'UTC', 1)).toBe('2026-11-21T00:00:00.000Z');
  expect(startOfDay('2026-11-20', 'Asia/Kolkata')).toBe('2026-11-19T18:30:00.000Z');
});

it('knows both sides of a change of clocks', () => {
  // New York: 1 November 2026 has 25 hours.
  expect(startOfDay('2026-11-01', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z');
  expect(startOfDay('2026-11-01', 'America/New_York', 1)).toBe('2026-11-02T05:00:00.000Z');
  // São Paulo, 4 November 2018: 00:00 became 01:00.
  expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
});

it('comes back to the day that it came from', () => {
  for (const zone of ['America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Auckland'])
    expect(dayOf(startOfDay('2026-03-08', zone)!, zone)).toBe('2026-03-08');
});

it('does not know days that are none', () => {
  expect(startOfDay('yesterday', 'UTC')).toBeUndefined();
  expect(dayOf('yesterday', 'UTC')).toBeUndefined();
});

it('reads a typed time by the clocks of the zone that it is shown with', () => {
  for (const zone of ['America/Sao_Paulo', 'Asia/Tokyo', 'UTC']) {
    const at = instantOf('2026-11-20T08:30', zone)!;
    expect(localOf(at, zone)).toBe('2026-11-20T08:30');
  }
  expect(instantOf('2026-11-20T08:30', 'America/Sao_Paulo')).toBe('2026-11-20T11:30:00.000Z');
  expect(instantOf('', 'UTC')).toBeUndefined();
});

it('takes a time that clocks show twice the first time, and one that they skip after the jump', () => {
  expect(instantOf('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  expect(instantOf('2018-02-17T23:30', 'America/Sao_Paulo')).toBe('2018-02-18T01:30:00.000Z');
  expect(localOf(instantOf('2026-03-29T02:30', 'Europe/Berlin')!, 'Europe/Berlin')).toBe('2026-03-29T03:30');
});
