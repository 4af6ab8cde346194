import { describe, expect, it } from 'vitest';
import { accountsOfScope, scopeOf, withScope } from './scope';

const accounts = [
  { id: 'a1', customer: { id: 'c1' } },
  { id: 'a2', customer: { id: 'c1' } },
  { id: 'a3', customer: { id: 'c2' } },
  { id: 'a4' },
];

describe('the scope', () => {
  it('comes back from the address as it was put there, beside what else stands there', () => {
    const scope = { customers: ['c1'], accounts: ['a1', 'a2'], regions: ['sa-east-1'] };
    const params = withScope(new URLSearchParams('state=running&region=us-east-1'), scope);
    expect(scopeOf(params)).toEqual(scope);
    expect(params.get('state')).toBe('running');
  });

  it('begins at the first page of whatever size the reader prefers', () => {
    const scope = { customers: [], accounts: ['a1'], regions: [] };
    expect(withScope(new URLSearchParams('q=web&page=3&size=200'), scope).toString()).toBe('q=web&account=a1');
  });

  it('leaves all accounts where it names none', () => {
    expect(accountsOfScope({ customers: [], accounts: [], regions: [] }, accounts)).toBeNull();
  });

  it('makes accounts of customers, and narrows them by the accounts named', () => {
    expect(accountsOfScope({ customers: ['c1'], accounts: [], regions: [] }, accounts)).toEqual(['a1', 'a2']);
    expect(accountsOfScope({ customers: ['c1', 'c2'], accounts: ['a2', 'a3'], regions: [] }, accounts)).toEqual([
      'a2',
      'a3',
    ]);
  });

  it('leaves nothing where a customer has none of the accounts named', () => {
    expect(accountsOfScope({ customers: ['c2'], accounts: ['a1'], regions: [] }, accounts)).toEqual([]);
  });
});
