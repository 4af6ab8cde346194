import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { addressOfCsv } from '../../api/csv';
import type { JournalEntry } from '../../api/open-shapes';
import { busyInterval } from '../../app/news';
import type { paths } from '../../api/schema';
import type { Where } from '../../app/scope';
import { pollInterval } from '../../live/live';
import type { Language } from '../../text/language';

export type OperationSummary = Schemas['OperationSummary'];
export type OperationState = Schemas['State'];
/** In the order in which people look for them. */
export const allStates: OperationState[] = [
  'running',
  'succeeded',
  'partial',
  'failed',
  'refused',
  'needs_person',
  'cancelled',
];
export type Outcome = Schemas['Outcome'];
export type Target = Schemas['Target'];
export type Operation = OperationSummary & { targets: Target[]; journal?: JournalEntry[] };

export function operationQuery(id: string, journal = false) {
  return queryOptions({
    queryKey: ['operation', id, journal],
    queryFn: async () =>
      (await must(
        api.GET('/api/v1/operations/{id}', {
          params: { path: { id }, query: journal ? { journal } : {} },
        }),
      )) as unknown as Operation,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? pollInterval(busyInterval) : false),
  });
}

export function useOperation(id: string) {
  return useQuery(operationQuery(id, true));
}

export interface OperationPage {
  operations: OperationSummary[];
  next?: string;
}

/** What a list is about; nothing of a kind: all. */
export interface OperationsWish {
  states?: OperationState[];
  kinds?: string[];
  /** Of the same target: its region, its id, a text in its name or id. */
  targets?: string[];
  search?: string;
  actors?: string[];
  since?: string;
  until?: string;
  before?: string;
  limit?: number;
  sort?: OperationSort;
}

export type OperationSort = NonNullable<paths['/api/v1/operations']['get']['parameters']['query']>['sort'] & string;
/** What the API can sort by. */
export const sortable: readonly string[] = ['requested', 'kind', 'by'];

/** As the API takes it. */
function queryOf({ accounts, regions }: Where, wish: OperationsWish) {
  return {
    ...(wish.states?.length ? { state: wish.states } : {}),
    ...(wish.kinds?.length ? { kind: wish.kinds } : {}),
    ...(accounts ? { account: accounts } : {}),
    ...(regions.length ? { region: regions } : {}),
    ...(wish.targets?.length ? { target: wish.targets } : {}),
    ...(wish.search ? { q: wish.search } : {}),
    ...(wish.actors?.length ? { actor: wish.actors } : {}),
    ...(wish.since ? { since: wish.since } : {}),
    ...(wish.until ? { until: wish.until } : {}),
    ...(wish.sort ? { sort: wish.sort } : {}),
  };
}

/** The list as a file; undefined where its scope leaves nothing. */
export function csvAddress(where: Where, wish: OperationsWish, language: Language) {
  if (where.accounts?.length === 0) return undefined;
  return addressOfCsv('/api/v1/operations', queryOf(where, wish), language);
}

/** Nothing is asked where the scope leaves no account. */
export async function fetchOperationsOf(where: Where, { limit = 50, ...wish }: OperationsWish): Promise<OperationPage> {
  if (where.accounts?.length === 0) return { operations: [] };
  return must(
    api.GET('/api/v1/operations', {
      params: {
        query: {
          limit,
          ...queryOf(where, wish),
          ...(wish.before ? { before: wish.before } : {}),
        },
      },
    }),
  ) as Promise<OperationPage>;
}
