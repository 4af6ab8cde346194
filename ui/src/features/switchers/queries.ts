import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { keyOf, type ServerKey } from '../servers/queries';

export type OtherSwitchers = Schemas['OtherSwitchers'];
export type OtherSwitcher = Schemas['OtherSwitcher'];
export type OtherSwitching = Schemas['OtherSwitching'];

/** AWS's record is read once an hour. */
const minutes = 60_000;
const often = { staleTime: 5 * minutes, refetchInterval: 10 * minutes };

export function otherSwitchersQuery(accounts: string[] | null) {
  return queryOptions({
    queryKey: ['other-switchers', accounts],
    queryFn: () =>
      must(api.GET('/api/v1/other-switchers', { params: { query: accounts ? { account: accounts } : {} } })),
    ...often,
  });
}

export function useOtherSwitchers(accounts: string[] | null, isReady: boolean) {
  return useQuery({ ...otherSwitchersQuery(accounts), enabled: isReady && accounts?.length !== 0 });
}

export function useSwitchersOfServer(key: ServerKey) {
  return useQuery({
    queryKey: ['other-switchers', 'server', keyOf(key)],
    queryFn: () =>
      must(
        api.GET('/api/v1/other-switchers', {
          params: { query: { server: `${key.account}/${key.region}/${key.id}` } },
        }),
      ),
    ...often,
  });
}

export function useSwitchersOfSchedule(schedule: string) {
  return useQuery({
    queryKey: ['other-switchers', 'schedule', schedule],
    queryFn: () => must(api.GET('/api/v1/other-switchers', { params: { query: { schedule } } })),
    ...often,
  });
}
