import { expect, test } from 'vitest';
import { areComplete, areSame, namesOf } from './limits';

const loja = { id: 'cu_1', name: 'Loja' };
const caixa = { id: 'ac_1', name: 'Caixa' };

test('limits without a customer or an account are not complete', () => {
  expect(areComplete(null)).toBe(true);
  expect(areComplete({ customers: [], accounts: [] })).toBe(false);
  expect(areComplete({ accounts: ['ac_1'] })).toBe(true);
});

test('limits are the same in any order, and never the same as none', () => {
  expect(areSame({ customers: ['cu_1', 'cu_2'] }, { customers: ['cu_2', 'cu_1'], accounts: [] })).toBe(true);
  expect(areSame(null, { customers: [], accounts: [] })).toBe(false);
});

test('limits are shown by name, by id where there is none any more', () => {
  expect(namesOf({ customers: ['cu_1'], accounts: ['ac_1', 'ac_2'] }, [loja], [caixa])).toEqual([
    'Loja',
    'Caixa',
    'ac_2',
  ]);
});
