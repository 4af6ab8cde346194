import { expect, it } from 'vitest';
import { changesOf, membersOf } from './version-changes';

it('names what came, went and became something else', () => {
  expect(
    changesOf({ name: 'a', from: '2026-01-01', mode: 'edges' }, { name: 'b', mode: 'edges', until: '2026-02-01' }),
  ).toEqual([
    { member: 'name', before: 'a', after: 'b' },
    { member: 'from', before: '2026-01-01', after: undefined },
    { member: 'until', before: undefined, after: '2026-02-01' },
  ]);
});

it('does not take another order of members, or an empty list, for a change', () => {
  expect(changesOf({ rules: [{ a: 1, b: 2 }], calendars: [] }, { rules: [{ b: 2, a: 1 }] })).toEqual([]);
});

it('takes another order of a list for a change, as the first calendar that knows a date decides', () => {
  expect(changesOf({ calendars: ['a', 'b'] }, { calendars: ['b', 'a'] })).toHaveLength(1);
});

it('compares targets and settings beside the document', () => {
  expect(membersOf({ document: { name: 'a' }, targets: 1, settings: 2 })).toEqual({
    name: 'a',
    targets: 1,
    settings: 2,
  });
});
