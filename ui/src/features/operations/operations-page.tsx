import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { timeNow } from '../../app/clock';
import { useNewsInterval } from '../../app/news';
import { accountsOfScope, scopeOf } from '../../app/scope';
import { type Language, useLanguage, useText } from '../../text/language';
import { useKept } from '../../widgets/kept';
import type { ListPreferences } from '../../widgets/list-preferences';
import { useListSort } from '../../widgets/list-sort';
import { listText } from '../../widgets/list-text';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { hasSpan, instantsOf, spanOf } from '../../widgets/time-span';
import { isUnknownYet } from '../../widgets/unknown-yet';
import { useAccounts } from '../accounts/queries';
import { OperationsFilter } from './operations-filter';
import { OperationsTable, useTableColumns } from './operations-table';
import { allStates, csvAddress, fetchOperationsOf, type OperationSort, sortable } from './queries';
import { operationsText } from './text';

/** What the address asks for, as the server filters and sorts it. */
function useOperations(sort: OperationSort, limit: number) {
  const [params] = useSearchParams();
  const refetchInterval = useNewsInterval();
  const accounts = useAccounts();
  const scope = scopeOf(params);
  const span = spanOf(params);
  const wished = {
    states: allStates.filter((one) => params.getAll('state').includes(one)),
    kinds: params.getAll('kind'),
    targets: params.getAll('target'),
    search: params.get('q') ?? '',
    regions: scope.regions,
    actors: params.getAll('actor'),
    accounts: accountsOfScope(scope, accounts.data ?? []),
    sort,
    limit,
  };
  const query = useInfiniteQuery({
    queryKey: ['operations', wished, span],
    queryFn: ({ pageParam }) =>
      fetchOperationsOf(wished, {
        ...wished,
        ...instantsOf(span, timeNow()),
        ...(pageParam ? { before: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    enabled: scope.customers.length === 0 || accounts.data !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  const isFiltered =
    [wished.states, wished.kinds, wished.actors, wished.targets, wished.regions].some((values) => values.length > 0) ||
    wished.search !== '' ||
    wished.accounts !== null ||
    hasSpan(span);
  /** At the time of asking, as the span may end now. */
  const csv = (language: Language) => csvAddress(wished, { ...wished, ...instantsOf(span, timeNow()) }, language);
  return { query, isFiltered, csv };
}

export function Component() {
  const t = useText(operationsText);
  const list = useText(listText);
  const language = useLanguage();
  const [, setParams] = useSearchParams();
  const columns = useTableColumns();
  const [preferences, setPreferences] = useKept<ListPreferences>('mirante.operations.1', {
    pageSize: 50,
    wrapLines: false,
    columns: columns.map(({ id }) => ({ id, visible: true })),
  });
  const sort = useListSort<OperationSort>(sortable, '-requested');
  const { query, isFiltered, csv } = useOperations(sort.sort, preferences.pageSize);
  const operations = query.data?.pages.flatMap((page) => page.operations) ?? [];
  const isLoading = isUnknownYet(query, operations.length);
  const empty = isFiltered ? (
    <SpaceBetween size="s">
      <b>{t.emptyFiltered}</b>
      <Button onClick={() => setParams({})}>{t.clear}</Button>
    </SpaceBetween>
  ) : (
    <SpaceBetween size="s">
      <b>{t.empty}</b>
      <Box variant="p">{t.emptyText}</Box>
      <Button href="/servers">{t.toServers}</Button>
    </SpaceBetween>
  );
  return (
    <Page title={t.title} bare scoped>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      <OperationsTable
        operations={operations}
        isLoading={isLoading}
        empty={query.data && !isLoading && empty}
        header={
          <Header
            variant="h1"
            description={t.description}
            actions={
              <Button
                iconName="download"
                variant="icon"
                ariaLabel={list.csv}
                disabled={operations.length === 0}
                href={csv(language)}
                download
              />
            }
          >
            {t.title}
          </Header>
        }
        columns={columns}
        sort={sort}
        preferences={preferences}
        onPreferences={setPreferences}
        filter={<OperationsFilter operations={operations} />}
      />
      {query.hasNextPage && (
        <Box textAlign="center">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.more}
          </Button>
        </Box>
      )}
    </Page>
  );
}
