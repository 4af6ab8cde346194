import { expect, it } from 'vitest';
import { countByState } from './counts';

it('counts by state, and what it does not know as unknown', () => {
  const states = { running: 2, stopped: 1, pending: 1, stopping: 1, unknown: 1, 'brand-new': 1, terminated: 1 };
  expect(countByState(states)).toEqual({
    running: 2,
    stopped: 1,
    moving: 2,
    unknown: 2,
    gone: 1,
  });
});
