import { expect, it } from 'vitest';
import { countByState, isCounted } from './counts';

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

it('knows no number before anything was read, and tells that from none', () => {
  const unread = { account: 'a', region: 'sa-east-1', cause: 'not_read' as const };
  expect(isCounted({ total: 0, read: [], unknown: [unread] })).toBe(false);
  expect(isCounted({ total: 0, read: [], unknown: [{ ...unread, cause: 'blocked' }] })).toBe(true);
  expect(isCounted({ total: 0, read: [{ account: 'a' }], unknown: [unread] })).toBe(true);
  expect(isCounted({ total: 1, read: [], unknown: [unread] })).toBe(true);
});
