import { expect, it } from 'vitest';
import { previousTypeOf } from './previous-type';

const version = (number: number, type: string | undefined, from: string, until: string) => ({
  version: number,
  state: 'running',
  from: `2026-03-${from}T00:00:00Z`,
  until: `2026-03-${until}T00:00:00Z`,
  document: type ? { InstanceType: type } : {},
});
const versions = [
  version(1, 't3.small', '01', '02'),
  version(2, 't3.medium', '02', '04'),
  version(3, 't3.large', '04', '06'),
];

it('is the newest that differs from the present one', () => {
  expect(previousTypeOf({ type: 't3.xlarge', versions })).toBe('t3.large');
  expect(previousTypeOf({ type: 't3.large', versions })).toBe('t3.medium');
  expect(previousTypeOf({ type: 't3.large', versions: [] })).toBeUndefined();
});

it('is the one of an instant, where an earlier change is undone', () => {
  const server = { type: 't3.xlarge', versions };
  expect(previousTypeOf(server, '2026-03-03T12:00:00Z')).toBe('t3.medium');
  // Nobody kept what it was then.
  expect(previousTypeOf(server, '2026-01-01T00:00:00Z')).toBe('t3.large');
  expect(previousTypeOf(server, 'no instant')).toBe('t3.large');
});
