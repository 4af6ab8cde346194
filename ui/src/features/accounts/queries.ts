import { useQuery } from '@tanstack/react-query';
import { api, must, mustBe, type Schemas } from '../../api/client';
import type { Customer } from '../../api/open-shapes';

export type Account = Schemas['Account'];

export function useAccounts() {
  return useQuery({
    queryKey: ['accounts', 'list'],
    queryFn: async () => (await must(api.GET('/api/v1/accounts'))).accounts,
    staleTime: 30_000,
  });
}

export function useAccount(account: string) {
  return useQuery({
    queryKey: ['accounts', 'one', account],
    queryFn: () => must(api.GET('/api/v1/accounts/{account}', { params: { path: { account } } })),
  });
}

export function useCustomers() {
  return useQuery({
    queryKey: ['customers'],
    queryFn: async () => (await mustBe<{ customers: Customer[] }>(api.GET('/api/v1/customers'))).customers,
    staleTime: 30_000,
  });
}
