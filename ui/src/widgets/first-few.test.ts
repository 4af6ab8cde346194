import { expect, it } from 'vitest';
import { firstOf } from './first-few';

const items = (count: number) => Array.from({ length: count }, (_, at) => at);

it('shows a few and tells how many more there are', () => {
  expect(firstOf(items(12), 8, false)).toEqual({ shown: items(8), more: 4 });
  expect(firstOf(items(12), 8, true)).toEqual({ shown: items(12), more: 0 });
});

it('hides no single one', () => {
  expect(firstOf(items(9), 8, false)).toEqual({ shown: items(9), more: 0 });
  expect(firstOf(items(10), 8, false).more).toBe(2);
});
