import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { useSeen } from '../../widgets/seen';

export type Account = Schemas['Account'];

export const accountsQuery = queryOptions({
  queryKey: ['accounts', 'list'],
  queryFn: async () => (await must(api.GET('/api/v1/accounts'))).accounts,
  staleTime: 30_000,
});

export function useAccounts() {
  return useQuery(accountsQuery);
}

export function accountQuery(account: string) {
  return queryOptions({
    queryKey: ['accounts', 'one', account],
    queryFn: () => must(api.GET('/api/v1/accounts/{account}', { params: { path: { account } } })),
  });
}

export function useAccount(account: string) {
  return useQuery(accountQuery(account));
}

/** For changes of an account that others may change too. */
export function useSeenAccount({ id, etag }: Account) {
  const queries = useQueryClient();
  return useSeen(etag, async () => (await queries.fetchQuery({ ...accountQuery(id), staleTime: 0 })).etag);
}

const allCustomersQuery = queryOptions({
  queryKey: ['customers', 'all'],
  queryFn: async () => (await must(api.GET('/api/v1/customers', { params: { query: { archived: true } } }))).customers,
  staleTime: 30_000,
});

/** Archived ones too, for those who manage them. */
export function useAllCustomers() {
  return useQuery(allCustomersQuery);
}

/** For changes of a customer; the one that is not there yet has no tag. */
export function useSeenCustomer(customer: Schemas['Customer'] | undefined) {
  const queries = useQueryClient();
  return useSeen(customer?.etag, async () => {
    const now = await queries.fetchQuery({ ...allCustomersQuery, staleTime: 0 });
    return now.find((one) => one.id === customer?.id)?.etag;
  });
}

export const customersQuery = queryOptions({
  queryKey: ['customers'],
  queryFn: async () => (await must(api.GET('/api/v1/customers'))).customers,
  staleTime: 30_000,
});

export function useCustomers() {
  return useQuery(customersQuery);
}

/** Also what was refused has shown that the lists are old: a part may have been done, or somebody else was faster. */
export function useReadAgain() {
  const queries = useQueryClient();
  return async <Output>(asked: Promise<Output>): Promise<Output> => {
    try {
      return await asked;
    } finally {
      void queries.invalidateQueries({ queryKey: ['customers'] });
      void queries.invalidateQueries({ queryKey: ['accounts'] });
    }
  };
}
