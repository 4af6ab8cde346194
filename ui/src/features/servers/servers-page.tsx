import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useMay } from '../../app/session';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useAddress } from '../../widgets/address';
import { useKept } from '../../widgets/kept';
import { type ListPreferences, PreferencesButton } from '../../widgets/list-preferences';
import { SortField, useListSort } from '../../widgets/list-sort';
import { useNarrow } from '../../widgets/narrow';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { isUnknownYet } from '../../widgets/unknown-yet';
import { useAccounts } from '../accounts/queries';
import { BulkResizeDialog } from '../resizing/bulk-resize-dialog';
import { useOpportunityOf } from '../savings/opportunity-mark';
import { savingsText } from '../savings/text';
import { AheadOf } from '../schedules/ahead';
import { OverrideDialog } from '../schedules/override-dialog';
import { schedulesText } from '../schedules/text';
import { columnsOf, isSortable, sortable, tableColumns } from './columns';
import { Coverage } from './coverage';
import { withoutFilter } from './filter';
import type { Change } from './plan';
import { fetchServers, keyOf, type Server, type ServerSort, useServers } from './queries';
import { useFilter, usePlace } from './list-address';
import { ListHeader, selectedMax } from './list-header';
import { ServerCards } from './server-cards';
import { ServerFilter } from './server-filter';
import { SwitchDialog } from './switch-dialog';
import { serversText } from './text';

function Empty({
  isFiltered,
  hasAccounts,
  onClear,
}: {
  isFiltered: boolean;
  hasAccounts: boolean;
  onClear: () => void;
}) {
  const t = useText(serversText);
  if (isFiltered)
    return (
      <Box textAlign="center" padding="l">
        <SpaceBetween size="s">
          <b>{t.noMatch}</b>
          <Button onClick={onClear}>{t.clearFilter}</Button>
        </SpaceBetween>
      </Box>
    );
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="s">
        <b>{hasAccounts ? t.emptyScope : t.empty}</b>
        {!hasAccounts && (
          <>
            <Box variant="p">{t.emptyText}</Box>
            <Button variant="primary" href="/settings/accounts/connect">
              {t.connect}
            </Button>
          </>
        )}
      </SpaceBetween>
    </Box>
  );
}

export function Component() {
  const t = useText(serversText);
  const formats = useFormats();
  const isNarrow = useNarrow();
  const maySwitch = useMay('server.switch');
  const schedules = useText(schedulesText);
  const [isKeeping, setKeeping] = useState(false);
  const [isResizing, setResizing] = useState(false);
  const [, setParams] = useAddress();
  const { filter: wished, isReady, isFiltered } = useFilter();
  const accounts = useAccounts();
  const savings = useText(savingsText);
  const opportunityOf = useOpportunityOf({ accounts: wished.accounts, regions: wished.regions }, isReady);
  const columns = useMemo(
    () => [
      ...columnsOf(t, savings, formats, opportunityOf),
      {
        id: 'next',
        header: schedules.nextColumn,
        width: 190,
        isShown: true,
        cell: (one: Server) => <AheadOf thing={one} />,
      },
    ],
    [t, savings, formats, schedules, opportunityOf],
  );
  const [preferences, setPreferences] = useKept<ListPreferences>('mirante.servers.4', {
    pageSize: 50,
    wrapLines: false,
    columns: columns.map(({ id, isShown }) => ({ id, visible: isShown })),
  });
  const sort = useListSort<ServerSort>(sortable, 'name');
  const { page, size: pageSize, set: setPage } = usePlace(preferences.pageSize);
  const query = useServers({ ...wished, sort: sort.sort, limit: pageSize, offset: (page - 1) * pageSize }, isReady);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Server>>(new Map());
  const [change, setChange] = useState<Change>();

  const items = useMemo(() => query.data?.servers ?? [], [query.data]);
  const total = query.data?.total ?? 0;
  const pages = Math.max(1, Math.ceil(total / pageSize));
  // What is on the page is newer than what was selected.
  const selected = useMemo(() => {
    const fresh = new Map(items.map((one) => [keyOf(one), one]));
    return [...chosen].map(([key, server]) => fresh.get(key) ?? server);
  }, [chosen, items]);
  const select = (servers: readonly Server[]) => setChosen(new Map(servers.map((one) => [keyOf(one), one])));
  /** What is selected on other pages stays selected. */
  const selectOnPage = (servers: readonly Server[]) =>
    select([...selected.filter((one) => !items.includes(one)), ...servers]);
  const selectAll = useMutation({
    mutationFn: () => fetchServers({ ...wished, sort: sort.sort, limit: selectedMax }),
    onSuccess: (list) => select(list.servers),
  });
  const clearFilter = () => setParams(withoutFilter, { replace: false });
  const header = (
    <ListHeader
      {...{ wished, selected, total, select }}
      sort={sort.sort}
      list={query.data}
      isSelecting={selectAll.isPending}
      onSelectAll={() => selectAll.mutate()}
      onKeep={() => setKeeping(true)}
      onResize={() => setResizing(true)}
      onChange={setChange}
    />
  );
  const filter = <ServerFilter page={items} inScope={wished.accounts} />;
  const isLoading = isUnknownYet(query, items.length);
  const empty = query.data && !isLoading && (
    <Empty isFiltered={isFiltered} hasAccounts={accounts.data?.length !== 0} onClear={clearFilter} />
  );
  const pagination =
    pages > 1 ? (
      <Pagination
        currentPageIndex={Math.min(page, pages)}
        pagesCount={pages}
        onChange={({ detail }) => setPage(detail.currentPageIndex)}
      />
    ) : undefined;
  return (
    <Page title={t.title} bare scoped>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Coverage read={query.data.read} unknown={query.data.unknown} />}
      {selectAll.isError && <ProblemAlert error={selectAll.error} retry={() => selectAll.mutate()} />}
      {isNarrow ? (
        <ServerCards
          {...{ items, isLoading, selected, empty, header, pagination, opportunityOf }}
          filter={
            <SpaceBetween size="xs">
              {filter}
              <SortField
                options={columns.filter(isSortable).map(({ id, header }) => ({ value: id, label: header }))}
                sort={sort}
              />
            </SpaceBetween>
          }
          maySelect={maySwitch}
          onSelect={selectOnPage}
        />
      ) : (
        <Table
          variant="full-page"
          stickyHeader
          resizableColumns
          contentDensity="compact"
          items={items}
          trackBy={keyOf}
          loading={isLoading}
          wrapLines={preferences.wrapLines}
          columnDefinitions={tableColumns(columns)}
          columnDisplay={preferences.columns}
          selectionType={maySwitch ? 'multi' : undefined}
          selectedItems={items.filter((one) => chosen.has(keyOf(one)))}
          onSelectionChange={({ detail }) => selectOnPage(detail.selectedItems)}
          sortingColumn={{ sortingField: sort.id }}
          sortingDescending={sort.isDescending}
          onSortingChange={({ detail }) =>
            sort.set(detail.sortingColumn.sortingField ?? 'name', detail.isDescending ?? false)
          }
          ariaLabels={{
            tableLabel: t.title,
            selectionGroupLabel: t.selectGroup,
            allItemsSelectionLabel: () => t.selectPage,
            itemSelectionLabel: (_, one) => t.select(one.name ?? one.id),
          }}
          header={header}
          filter={filter}
          pagination={pagination}
          preferences={
            <PreferencesButton
              columns={columns}
              always="name"
              preferences={preferences}
              onChange={(next) => {
                setPreferences(next);
                setPage(1);
              }}
            />
          }
          empty={empty}
          enableKeyboardNavigation
        />
      )}
      {isKeeping && (
        <OverrideDialog
          servers={selected.map(({ account, region, id }) => ({ account, region, server: id }))}
          onClose={() => setKeeping(false)}
        />
      )}
      {isResizing && (
        <BulkResizeDialog
          servers={selected}
          onDone={() => {
            setResizing(false);
            select([]);
          }}
          onDismiss={() => setResizing(false)}
        />
      )}
      {change && (
        <SwitchDialog
          change={change}
          servers={selected}
          onDone={() => {
            setChange(undefined);
            select([]);
          }}
          onDismiss={() => setChange(undefined)}
        />
      )}
    </Page>
  );
}
