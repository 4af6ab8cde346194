import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';

export type Account = Schemas['Account'];

export const accountsQuery = queryOptions({
  queryKey: ['accounts', 'list'],
  queryFn: async () => (await must(api.GET('/api/v1/accounts'))).accounts,
  staleTime: 30_000,
});

export function useAccounts() {
  return useQuery(accountsQuery);
}

export function useAccount(account: string) {
  return useQuery({
    queryKey: ['accounts', 'one', account],
    queryFn: () => must(api.GET('/api/v1/accounts/{account}', { params: { path: { account } } })),
  });
}

/** Archived ones too, for those who manage them. */
export function useAllCustomers() {
  return useQuery({
    queryKey: ['customers', 'all'],
    queryFn: async () =>
      (await must(api.GET('/api/v1/customers', { params: { query: { archived: true } } }))).customers,
    staleTime: 30_000,
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
