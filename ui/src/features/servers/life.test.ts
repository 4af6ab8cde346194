import { expect, it } from 'vitest';
import type { OperationSummary } from '../operations/queries';
import type { Decisions } from '../schedules/queries';
import { lifeOf } from './life';

const at = (iso: string) => Date.parse(`2026-03-${iso}:00Z`);
const from = at('01T00:00');
const to = at('08T00:00');
const span = { begin: from, now: to, end: to + 6 * 3_600_000 };
const version = (number: number, state: string | null, begin: string, end: string, document = {}) => ({
  version: number,
  state,
  from: `2026-03-${begin}:00Z`,
  until: `2026-03-${end}:00Z`,
  document,
});
const operation = (begin: string, end?: string) =>
  ({
    id: begin,
    kind: 'servers.stop',
    requested_at: `2026-03-${begin}:00Z`,
    ...(end ? { finished_at: `2026-03-${end}:00Z` } : {}),
  }) as OperationSummary;
const noDecisions = { schedules: [], decisions: [] } as unknown as Decisions;
const none = { state: 'running', versions: [], operations: [], document: {} };

it('draws states one after the other, the present one up to now', () => {
  const versions = [
    version(3, 'running', '03T09:00', '03T19:00'),
    version(2, 'stopped', '02T19:00', '03T09:00'),
    version(1, 'running', '02T08:00', '02T19:00', { LaunchTime: 'then', State: { Name: 'running' } }),
  ];
  const life = lifeOf({ ...none, state: 'stopped', versions }, undefined, span);
  expect(life.states).toEqual([
    { begin: at('02T08:00'), end: at('02T19:00'), state: 'running' },
    { begin: at('02T19:00'), end: at('03T09:00'), state: 'stopped' },
    { begin: at('03T09:00'), end: at('03T19:00'), state: 'running' },
    { begin: at('03T19:00'), end: to, state: 'stopped' },
  ]);
  // That the state became another is no change of the description.
  expect(life.changes).toEqual([]);
});

it('cuts to the span, joins what did not change its state, and marks what else changed', () => {
  const versions = [
    version(1, 'running', '02T08:00', '04T12:00', { InstanceType: 't3.small', State: { Name: 'running' } }),
  ];
  const document = { InstanceType: 't3.large' } as typeof none.document;
  const life = lifeOf({ ...none, document, versions }, undefined, { ...span, begin: at('03T00:00') });
  expect(life.states).toEqual([{ begin: at('03T00:00'), end: to, state: 'running' }]);
  expect(life.changes).toEqual([{ at: at('04T12:00'), paths: ['InstanceType'] }]);
});

it('keeps operations, decisions and the override of the span', () => {
  const known = {
    schedules: [],
    decisions: [{ at: '2026-03-05T22:00:00Z' }, { at: '2026-02-20T22:00:00Z' }],
    override: { since: '2026-02-27T00:00:00Z', until: '2026-03-20T00:00:00Z' },
  } as unknown as Decisions;
  const operations = [operation('07T23:00'), operation('05T22:00', '05T22:03')];
  const life = lifeOf({ ...none, operations }, known, span);
  expect(life.operations.map(({ begin, end }) => [begin, end])).toEqual([
    [at('07T23:00'), to],
    [at('05T22:00'), at('05T22:03')],
  ]);
  expect(life.decisions.map((one) => one.at)).toEqual([at('05T22:00')]);
  // What is ahead of it is seen too.
  expect(life.override).toMatchObject({ begin: from, end: span.end });
});

it('says from when on it is whole', () => {
  expect(lifeOf(none, noDecisions, span).knownFrom).toBe(from);
  const operations = Array.from({ length: 20 }, () => operation('06T10:00', '06T10:01'));
  expect(lifeOf({ ...none, operations }, noDecisions, span).knownFrom).toBe(at('06T10:00'));
});

it('draws nothing from before it was first seen', () => {
  const life = lifeOf({ ...none, first_seen_at: '2026-03-07T23:00:00Z' }, noDecisions, span);
  expect(life.states).toEqual([{ begin: at('07T23:00'), end: to, state: 'running' }]);
  expect(life.knownFrom).toBe(at('07T23:00'));
});

it('claims to know nothing whole while decisions are not read', () => {
  expect(lifeOf(none, undefined, span).knownFrom).toBe(to);
});

it('draws nothing that ends before it begins, where the last answer is newer than the time of day of the page', () => {
  const versions = [version(1, 'running', '07T08:00', '08T00:01')];
  const life = lifeOf({ ...none, state: 'stopped', versions, operations: [operation('08T00:01')] }, noDecisions, span);
  const drawn = [...life.states, ...life.operations];
  expect(drawn).toHaveLength(3);
  for (const one of drawn) expect(one.end).toBeGreaterThanOrEqual(one.begin);
});
