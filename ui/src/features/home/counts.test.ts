import { expect, it } from 'vitest';
import type { Server } from '../servers/queries';
import { countByState } from './counts';

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
