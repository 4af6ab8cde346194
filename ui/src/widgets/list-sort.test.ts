import { expect, test } from 'vitest';
import { sortIn } from './list-sort';

test('the address says the order where the list has it, either way round', () => {
  expect(sortIn('kind', ['kind', 'by'], '-requested')).toBe('kind');
  expect(sortIn('-by', ['kind', 'by'], '-requested')).toBe('-by');
  expect(sortIn('price', ['kind', 'by'], '-requested')).toBe('-requested');
  expect(sortIn(null, ['kind', 'by'], '-requested')).toBe('-requested');
});
