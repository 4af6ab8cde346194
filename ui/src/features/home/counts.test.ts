import { expect, it } from 'vitest';
import type { Server } from '../servers/queries';
import { countByState, isCounted } from './counts';

it('counts by state, and what it does not know as unknown', () => {
  const states = ['running', 'running', 'stopped', 'pending', 'stopping', null, 'brand-new', 'terminated'];
  expect(countByState(states.map((state) => ({ state }) as Server))).toEqual({
    running: 2,
    stopped: 1,
    moving: 2,
    unknown: 2,
    gone: 1,
  });
});

it('knows no number before anything was read, and tells that from none', () => {
  const server = { state: 'running' } as Server;
  const unread = { account: 'a', region: 'sa-east-1', cause: 'not_read' as const };
  expect(isCounted({ servers: [], read: [], unknown: [unread] })).toBe(false);
  expect(isCounted({ servers: [], read: [], unknown: [{ ...unread, cause: 'blocked' }] })).toBe(true);
  expect(isCounted({ servers: [], read: [{ account: 'a' }], unknown: [unread] })).toBe(true);
  expect(isCounted({ servers: [server], read: [], unknown: [unread] })).toBe(true);
});
