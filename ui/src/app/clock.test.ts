import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setClock, timeNow } from './clock';

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime('2026-03-02T10:00:00Z');
});
afterEach(() => {
  setClock(undefined);
  vi.useRealTimers();
});

const told = () => new Date(timeNow()).toISOString();

test('it is the time of the browser where the panel goes by the clock of its machine', () => {
  vi.advanceTimersByTime(60_000);

  expect(told()).toBe('2026-03-02T10:01:00.000Z');
});

test('in a demo it goes on from what the panel has told, as fast as it says', () => {
  setClock({ now: '2026-03-03T07:00:00Z', times: 60 });
  vi.advanceTimersByTime(2_000);

  expect(told()).toBe('2026-03-03T07:02:00.000Z');
});
