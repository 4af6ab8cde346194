import { expect, test } from 'vitest';
import { movesOf } from './moves';

const accounts = [{ id: 'ac_1', customer: { id: 'cu_1' } }, { id: 'ac_2', customer: { id: 'cu_2' } }, { id: 'ac_3' }];

test('only what changes its customer moves, from others too, and leaves to none', () => {
  expect(movesOf('cu_1', accounts, ['ac_2', 'ac_3'])).toEqual([
    { account: 'ac_1', to: null },
    { account: 'ac_2', to: 'cu_1' },
    { account: 'ac_3', to: 'cu_1' },
  ]);
  expect(movesOf('cu_1', accounts, ['ac_1'])).toEqual([]);
});
