// What one looks at: customers, accounts, regions. It lives in the address, so that a link shows a colleague the same.
import { useMemo } from 'react';
import { useLocation } from 'react-router';
import { useAddress } from '../widgets/address';
import { atFirstPage } from '../widgets/first-page';

export interface Scope {
  customers: string[];
  accounts: string[];
  regions: string[];
}

/** What a scope comes to once it is known whose the accounts are. */
export interface Where {
  /** Null: all. None at all: nothing is left. */
  accounts: string[] | null;
  regions: string[];
}

const names = { customers: 'customer', accounts: 'account', regions: 'region' } as const;

export function scopeOf(params: URLSearchParams): Scope {
  return {
    customers: params.getAll(names.customers),
    accounts: params.getAll(names.accounts),
    regions: params.getAll(names.regions),
  };
}

export function withScope(params: URLSearchParams, scope: Scope): URLSearchParams {
  const next = atFirstPage(params);
  for (const key of ['customers', 'accounts', 'regions'] as const) {
    next.delete(names[key]);
    for (const value of scope[key]) next.append(names[key], value);
  }
  return next;
}

/** What is looked at, and how a part of that is changed. */
export function useScope(): [Scope, (part: Partial<Scope>) => void] {
  const [params, setParams] = useAddress();
  const scope = useMemo(() => scopeOf(params), [params]);
  return [scope, (part) => setParams((present) => withScope(present, { ...scopeOf(present), ...part }))];
}

/** The same scope on another page. */
export function useScoped(): (path: string) => string {
  const { search } = useLocation();
  return (path) => {
    const [bare, own = ''] = path.split('?');
    const params = withScope(new URLSearchParams(), scopeOf(new URLSearchParams(search)));
    for (const [key, value] of new URLSearchParams(own)) params.append(key, value);
    const text = params.toString();
    return text ? `${bare}?${text}` : bare!;
  };
}

interface Placed {
  id: string;
  customer?: { id?: string };
}

/**
 * Ids of the accounts that the scope leaves; null: it leaves all. Customers become their accounts, which those that are
 * named beside them narrow. An empty list means that nothing is left.
 */
export function accountsOfScope(scope: Scope, accounts: readonly Placed[]): string[] | null {
  if (scope.customers.length === 0) return scope.accounts.length ? scope.accounts : null;
  const theirs = accounts.filter((one) => one.customer?.id && scope.customers.includes(one.customer.id));
  const ids = theirs.map((one) => one.id);
  return scope.accounts.length ? ids.filter((id) => scope.accounts.includes(id)) : ids;
}
