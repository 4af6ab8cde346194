import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import type { JournalEntry } from '../../api/open-shapes';
import { busyInterval } from '../../app/news';
import { pollInterval } from '../../live/live';

export type OperationSummary = Schemas['OperationSummary'];
export type OperationState = Schemas['State'];
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

export function fetchOperations(state: OperationState | undefined, before: string | undefined, limit = 50) {
  return must(
    api.GET('/api/v1/operations', {
      params: { query: { limit, ...(state ? { state: [state] } : {}), ...(before ? { before } : {}) } },
    }),
  ) as Promise<OperationPage>;
}
