import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { timeNow } from '../../app/clock';
import { api, mustBe } from '../../api/client';
import { addressOfCsv } from '../../api/csv';
import { type Scope, scopeOf } from '../../app/scope';
import type { AuditRecord } from '../../api/open-shapes';
import type { Language } from '../../text/language';
import { hasSpan, instantsOf, type Span, spanOf } from '../../widgets/time-span';

const pageSize = 100;

export interface AuditFilter {
  actions: string[];
  actors: string[];
  search: string;
  span: Span;
  scope: Scope;
}

export function filterOf(params: URLSearchParams): AuditFilter {
  return {
    actions: params.getAll('action'),
    actors: params.getAll('actor'),
    search: params.get('q') ?? '',
    span: spanOf(params),
    scope: scopeOf(params),
  };
}

export function isFiltering(filter: AuditFilter): boolean {
  const { customers, accounts, regions } = filter.scope;
  const lists = [filter.actions, filter.actors, customers, accounts, regions];
  return lists.some((one) => one.length > 0) || filter.search !== '' || hasSpan(filter.span);
}

/** As the API takes it. */
function queryOf(filter: AuditFilter, now: number) {
  const { since, until } = instantsOf(filter.span, now);
  return {
    ...(filter.actions.length ? { action: filter.actions } : {}),
    ...(filter.actors.length ? { actor: filter.actors } : {}),
    ...(filter.scope.customers.length ? { customer: filter.scope.customers } : {}),
    ...(filter.scope.accounts.length ? { account: filter.scope.accounts } : {}),
    ...(filter.scope.regions.length ? { region: filter.scope.regions } : {}),
    ...(filter.search ? { q: filter.search } : {}),
    ...(since ? { from: since } : {}),
    ...(until ? { until } : {}),
  };
}

export function useRecords() {
  const [params] = useSearchParams();
  const filter = filterOf(params);
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      mustBe<{ records: AuditRecord[]; next?: number }>(
        api.GET('/api/v1/audit', {
          params: {
            query: { limit: pageSize, ...queryOf(filter, timeNow()), ...(pageParam ? { before: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  return { query, filter };
}

/** The address of all that fits as a file. */
export function csvAddress(filter: AuditFilter, now: number, language: Language): string {
  return addressOfCsv('/api/v1/audit', queryOf(filter, now), language);
}
