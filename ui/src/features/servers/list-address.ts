// What the address says of the list: its filter and its page.
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useAddress } from '../../widgets/address';
import { accountsOfScope, useScope } from '../../app/scope';
import { useAccounts } from '../accounts/queries';
import { filterKeys, namePattern } from './filter';
import { placeOf, withPlace } from './place';
import type { ServersFilter } from './queries';

/** What the address asks for. */
export function useFilter(): { filter: ServersFilter; isReady: boolean; isFiltered: boolean } {
  const [params] = useSearchParams();
  const [scope] = useScope();
  const accounts = useAccounts();
  return useMemo(() => {
    const filter: ServersFilter = {
      accounts: accountsOfScope(scope, accounts.data ?? []),
      regions: scope.regions,
      states: params.getAll('state'),
      types: params.getAll('type'),
      names: params.getAll('name').map(namePattern),
      tags: params.getAll('tag'),
      search: params.get('q') ?? params.get('address') ?? '',
    };
    const isFiltered = filterKeys.some((key) => params.has(key));
    return { filter, isReady: scope.customers.length === 0 || accounts.data !== undefined, isFiltered };
  }, [params, scope, accounts.data]);
}

export function usePlace(preferredSize: number) {
  const [params, setParams] = useAddress();
  const { page, size } = placeOf(params, preferredSize);
  const set = (next: number) => setParams((present) => withPlace(present, next, size));
  return { page, size, set };
}
