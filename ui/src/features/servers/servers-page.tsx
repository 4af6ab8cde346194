import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Cards from '@cloudscape-design/components/cards';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { accountsOfScope, useScope } from '../../app/scope';
import { useMay } from '../../app/session';
import { useFormats, useNow } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useKept } from '../../widgets/kept';
import { type ListPreferences, PreferencesButton } from '../../widgets/list-preferences';
import { SortField, useListSort } from '../../widgets/list-sort';
import { listText } from '../../widgets/list-text';
import { useNarrow } from '../../widgets/narrow';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Age } from '../../widgets/time';
import { isUnknownYet } from '../../widgets/unknown-yet';
import { useAccounts } from '../accounts/queries';
import { SweepButton } from '../inventory/sweep-button';
import { BulkResizeDialog } from '../resizing/bulk-resize-dialog';
import { resizingText } from '../resizing/text';
import { OpportunityMark, type OpportunityOf, useOpportunityOf } from '../savings/opportunity-mark';
import { pathOfNewSchedule } from '../savings/queries';
import { savingsText } from '../savings/text';
import { AheadLine, NextFireOf, OverrideOf } from '../schedules/ahead';
import { OverrideDialog } from '../schedules/override-dialog';
import { schedulesText } from '../schedules/text';
import { columnsOf, isSortable, sortable, tableColumns } from './columns';
import { Coverage } from './coverage';
import { filterKeys, namePattern } from './filter';
import { placeOf, withPlace } from './place';
import type { Change } from './plan';
import {
  csvAddress,
  fetchServers,
  isCounted,
  keyOf,
  pathOf,
  type Server,
  type ServerList,
  type ServerSort,
  type ServersFilter,
  useServers,
} from './queries';
import { ServerFilter } from './server-filter';
import { ServerState } from './state';
import { SwitchDialog } from './switch-dialog';
import { serversText } from './text';

/** As many as an address names; for more a schedule's filter is the better way. */
const scheduledMax = 50;

/** As many as one operation takes. */
const selectedMax = 1_000;

/** What the address asks for. */
function useFilter(): { filter: ServersFilter; isReady: boolean; isFiltered: boolean } {
  const [params] = useSearchParams();
  const [scope] = useScope();
  const accounts = useAccounts();
  return useMemo(() => {
    const filter: ServersFilter = {
      accounts: accountsOfScope(scope, accounts.data ?? []),
      regions: scope.regions,
      states: params.getAll('state'),
      types: params.getAll('type'),
      names: params.getAll('name').map(namePattern),
      tags: params.getAll('tag'),
      search: params.get('q') ?? params.get('address') ?? '',
    };
    const isFiltered = filterKeys.some((key) => params.has(key));
    return { filter, isReady: scope.customers.length === 0 || accounts.data !== undefined, isFiltered };
  }, [params, scope, accounts.data]);
}

function usePlace(preferredSize: number) {
  const [params, setParams] = useSearchParams();
  const { page, size } = placeOf(params, preferredSize);
  const set = (next: number) => setParams((present) => withPlace(present, next, size), { replace: true });
  return { page, size, set };
}

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

function ServerCards(props: {
  items: Server[];
  isLoading: boolean;
  maySelect: boolean;
  selected: Server[];
  onSelect: (servers: Server[]) => void;
  opportunityOf: OpportunityOf;
  empty: React.ReactNode;
  header: React.ReactNode;
  filter: React.ReactNode;
  pagination: React.ReactNode;
}) {
  const t = useText(serversText);
  const savings = useText(savingsText);
  return (
    <Cards
      items={props.items}
      trackBy={keyOf}
      loading={props.isLoading}
      {...(props.maySelect ? { selectionType: 'multi' as const } : {})}
      selectedItems={props.selected}
      onSelectionChange={({ detail }) => props.onSelect(detail.selectedItems)}
      ariaLabels={{
        itemSelectionLabel: (_, one) => t.select(one.name ?? one.id),
        selectionGroupLabel: t.selectGroup,
      }}
      cardsPerRow={[{ cards: 1 }]}
      cardDefinition={{
        header: (one) => <Link href={pathOf(one)}>{one.name ?? one.id}</Link>,
        sections: [
          { id: 'state', content: (one) => <ServerState server={one} /> },
          {
            id: 'place',
            content: (one) => (
              <span className="m-muted">
                {[one.type, one.account_name, one.region].filter(Boolean).join(' · ')} ·{' '}
                {t.columns.observed.toLowerCase()} <Age at={one.observed_at} />
              </span>
            ),
          },
          { id: 'ahead', content: (one) => <AheadLine thing={one} /> },
          {
            id: 'opportunity',
            content: (one) =>
              props.opportunityOf(one) && (
                <>
                  {savings.markColumn}: <OpportunityMark server={one} opportunityOf={props.opportunityOf} none={null} />
                </>
              ),
          },
        ],
      }}
      empty={props.empty}
      header={props.header}
      filter={props.filter}
      pagination={props.pagination}
    />
  );
}

function useOldest(list: ServerList | undefined): string | undefined {
  const formats = useFormats();
  const now = useNow();
  const t = useText(serversText);
  const instants = (list?.read ?? []).flatMap((part) => (part.observed_at ? [part.observed_at] : []));
  const oldest = instants.sort()[0];
  return oldest ? t.refreshed(formats.age(oldest, now)) : undefined;
}

export function Component() {
  const t = useText(serversText);
  const list = useText(listText);
  const formats = useFormats();
  const isNarrow = useNarrow();
  const maySwitch = useMay('server.switch');
  const maySchedule = useMay('policy.write');
  const navigate = useNavigate();
  const schedules = useText(schedulesText);
  const resizing = useText(resizingText);
  const [isKeeping, setKeeping] = useState(false);
  const [isResizing, setResizing] = useState(false);
  const [, setParams] = useSearchParams();
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
        minWidth: 190,
        isShown: true,
        cell: (one: Server) => <NextFireOf thing={one} />,
      },
      {
        id: 'override',
        header: schedules.overrideColumn,
        minWidth: 180,
        isShown: true,
        cell: (one: Server) => <OverrideOf thing={one} />,
      },
    ],
    [t, savings, formats, schedules, opportunityOf],
  );
  const [preferences, setPreferences] = useKept<ListPreferences>('mirante.servers.3', {
    pageSize: 50,
    wrapLines: false,
    columns: columns.map(({ id, isShown }) => ({ id, visible: isShown })),
  });
  const sort = useListSort<ServerSort>(sortable, 'name');
  const { page, size: pageSize, set: setPage } = usePlace(preferences.pageSize);
  const query = useServers({ ...wished, sort: sort.sort, limit: pageSize, offset: (page - 1) * pageSize }, isReady);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Server>>(new Map());
  const [change, setChange] = useState<Change>();
  const oldest = useOldest(query.data);

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
    onSuccess: (found) => select(found.servers),
  });
  const clearFilter = () =>
    setParams((present) => {
      const next = new URLSearchParams(present);
      for (const key of [...filterKeys, 'page']) next.delete(key);
      return next;
    });
  const counter = selected.length
    ? t.selected(selected.length, total)
    : query.data && isCounted(query.data)
      ? t.counted(total)
      : undefined;
  const only = (state: string) => selected.some((one) => one.state === state || one.state === null);
  const header = (
    <Header
      variant={isNarrow ? 'h1' : 'awsui-h1-sticky'}
      counter={counter}
      description={oldest}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <SweepButton accounts={wished.accounts} regions={wished.regions} variant="icon" />
          <ButtonDropdown
            expandToViewport
            items={[
              {
                id: 'all',
                text: t.selectAll(Math.min(total, selectedMax)),
                disabled: total === 0 || !maySwitch || selectAll.isPending,
              },
              { id: 'none', text: t.clearSelection, disabled: selected.length === 0 },
              ...(maySchedule
                ? [
                    {
                      id: 'schedule',
                      text: schedules.schedule,
                      disabled: selected.length === 0 || selected.length > scheduledMax,
                    },
                    { id: 'keep', text: schedules.overrideSet, disabled: selected.length === 0 },
                  ]
                : []),
              ...(maySwitch
                ? [
                    {
                      id: 'resize',
                      text: resizing.bulk,
                      disabled: selected.length === 0 || selected.length > selectedMax,
                    },
                  ]
                : []),
              {
                id: 'csv',
                text: list.csv,
                iconName: 'download',
                disabled: total === 0,
                href: csvAddress(wished, sort.sort, formats.language),
              },
            ]}
            onItemClick={({ detail }) => {
              if (detail.id === 'all') selectAll.mutate();
              if (detail.id === 'none') select([]);
              if (detail.id === 'schedule') void navigate(pathOfNewSchedule(selected));
              if (detail.id === 'keep') setKeeping(true);
              if (detail.id === 'resize') setResizing(true);
            }}
          >
            {t.actions}
          </ButtonDropdown>
          {maySwitch && (
            <Button disabled={!only('stopped')} onClick={() => setChange('start')}>
              {t.start}
            </Button>
          )}
          {maySwitch && (
            <Button disabled={!only('running')} onClick={() => setChange('stop')}>
              {t.stop}
            </Button>
          )}
          {maySwitch && (
            <Button disabled={!only('running')} onClick={() => setChange('reboot')}>
              {t.reboot}
            </Button>
          )}
        </SpaceBetween>
      }
    >
      {t.title}
    </Header>
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
              preferences={{ ...preferences, pageSize }}
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
