import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { addressOfCsv } from '../../api/csv';
import type { ServerVersion } from '../../api/open-shapes';
import { useNewsInterval } from '../../app/news';
import type { Language } from '../../text/language';
import type { OperationSummary } from '../operations/queries';
import type { ReadPart, ServerKey, UnknownPart } from '../servers/queries';

export type Database = Omit<Schemas['Database'], 'never_switch_off' | 'document' | 'versions' | 'operations'> & {
  never_switch_off?: { reason: string; by: string; since: string };
};

export type DatabaseDetail = Database & {
  document: Record<string, unknown>;
  versions: ServerVersion[];
  operations: OperationSummary[];
};

export interface DatabaseList {
  databases: Database[];
  total: number;
  states: Record<string, number>;
  read: ReadPart[];
  unknown: UnknownPart[];
  next?: string;
}

export interface DatabasesWish {
  /** Null: all; empty: none. */
  accounts: string[] | null;
  regions: string[];
  search: string;
}

/** As many as one page shows; whoever has more narrows the list. */
export const databasesMax = 500;

const nothing: DatabaseList = { databases: [], total: 0, states: {}, read: [], unknown: [] };

/** The address of the whole list as a file. */
export function csvAddress(wish: DatabasesWish, language: Language): string {
  return addressOfCsv(
    '/api/v1/databases',
    {
      ...(wish.accounts ? { account: wish.accounts } : {}),
      region: wish.regions,
      ...(wish.search ? { q: wish.search } : {}),
    },
    language,
  );
}

export function useDatabases(wish: DatabasesWish, isReady: boolean) {
  const refetchInterval = useNewsInterval();
  return useQuery({
    queryKey: ['databases', wish],
    queryFn: async () => {
      if (wish.accounts?.length === 0) return nothing;
      const query = {
        ...(wish.accounts ? { account: wish.accounts } : {}),
        ...(wish.regions.length ? { region: wish.regions } : {}),
        ...(wish.search ? { q: wish.search } : {}),
        limit: databasesMax,
      };
      return (await must(api.GET('/api/v1/databases', { params: { query } }))) as DatabaseList;
    },
    enabled: isReady,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

export function useDatabase({ id, account, region }: ServerKey) {
  const refetchInterval = useNewsInterval();
  return useQuery({
    queryKey: ['database', account, region, id],
    queryFn: async () =>
      (await must(
        api.GET('/api/v1/databases/{id}', { params: { path: { id }, query: { account, region } } }),
      )) as unknown as DatabaseDetail,
    refetchInterval,
  });
}

export type Change = 'start' | 'stop';
export type DatabasePlan = Schemas['DatabaseSwitchPlan'];

/** What it would do, judged by what was last seen. */
export function usePlan(change: Change, databases: readonly ServerKey[], despitePause: string) {
  const keys = databases.map(({ id, account, region }) => ({ id, account, region }));
  return useQuery({
    // Whether there is a reason decides, not its words.
    queryKey: ['database-plan', change, keys, despitePause !== ''],
    queryFn: () => {
      const params = { query: { plan: true } };
      const body = { databases: keys, ...(despitePause ? { despite_pause: despitePause } : {}) };
      return must(
        change === 'start'
          ? api.POST('/api/v1/databases/start', { params, body })
          : api.POST('/api/v1/databases/stop', { params, body }),
      ) as Promise<DatabasePlan>;
    },
    placeholderData: keepPreviousData,
  });
}
