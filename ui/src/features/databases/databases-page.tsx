import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Cards from '@cloudscape-design/components/cards';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo, useState } from 'react';
import { accountsOfScope, useScope } from '../../app/scope';
import { useMay } from '../../app/session';
import { useLanguage, useText } from '../../text/language';
import { useAddress } from '../../widgets/address';
import { useNarrow } from '../../widgets/narrow';
import { listText } from '../../widgets/list-text';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Age } from '../../widgets/time';
import { isUnknownYet } from '../../widgets/unknown-yet';
import { useAccounts } from '../accounts/queries';
import { SweepButton } from '../inventory/sweep-button';
import { AheadLine, AheadOf } from '../schedules/ahead';
import { schedulesText } from '../schedules/text';
import { Coverage } from '../servers/coverage';
import { isCounted, keyOf, pathOf } from '../servers/queries';
import { type Change, csvAddress, type Database, useDatabases } from './queries';
import { DatabaseState } from './state';
import { SwitchDialog } from './switch-dialog';
import { databasesText } from './text';

function engineOf(one: Database): string {
  return [one.engine, one.engine_version].filter(Boolean).join(' ') || '–';
}

function Name({ database }: { database: Database }) {
  const t = useText(databasesText);
  return (
    <>
      <Link href={pathOf(database)}>{database.name ?? database.id}</Link>
      {database.is_cluster && <span className="m-muted"> · {t.cluster}</span>}
    </>
  );
}

function useColumns(): TableProps.ColumnDefinition<Database>[] {
  const c = useText(databasesText).columns;
  const s = useText(schedulesText);
  return [
    { id: 'name', header: c.name, cell: (one) => <Name database={one} />, isRowHeader: true, minWidth: 180 },
    { id: 'state', header: c.state, cell: (one) => <DatabaseState database={one} />, minWidth: 140 },
    { id: 'engine', header: c.engine, cell: engineOf, minWidth: 120 },
    { id: 'type', header: c.type, cell: (one) => one.type ?? '–', minWidth: 120 },
    { id: 'account', header: c.account, cell: (one) => one.account_name ?? one.account, minWidth: 120 },
    { id: 'region', header: c.region, cell: (one) => one.region, minWidth: 110 },
    { id: 'next', header: s.nextColumn, cell: (one) => <AheadOf thing={one} />, minWidth: 170 },
    { id: 'observed', header: c.observed, cell: (one) => <Age at={one.observed_at} />, minWidth: 100 },
  ];
}

export function Component() {
  const t = useText(databasesText);
  const lists = useText(listText);
  const language = useLanguage();
  const isNarrow = useNarrow();
  const maySwitch = useMay('server.switch');
  const [params, setParams] = useAddress();
  const [scope] = useScope();
  const accounts = useAccounts();
  const search = params.get('q') ?? '';
  const wishedAccounts = accountsOfScope(scope, accounts.data ?? []);
  const query = useDatabases(
    { accounts: wishedAccounts, regions: scope.regions, search },
    scope.customers.length === 0 || accounts.data !== undefined,
  );
  const columns = useColumns();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [change, setChange] = useState<Change>();
  const items = useMemo(() => query.data?.databases ?? [], [query.data]);
  const selected = items.filter((one) => chosen.has(keyOf(one)));
  const select = (databases: readonly Database[]) => setChosen(new Set(databases.map(keyOf)));
  const find = (text: string) =>
    setParams((present) => {
      if (text) present.set('q', text);
      else present.delete('q');
      return present;
    });
  const only = (state: string) => selected.some((one) => one.state === state || one.state === null);
  const total = query.data?.total ?? 0;
  const isKnown = query.data !== undefined && isCounted(query.data);
  const header = (
    <Header
      variant="h1"
      counter={selected.length ? t.selected(selected.length, total) : isKnown ? t.counted(total) : undefined}
      description={t.description}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <SweepButton accounts={wishedAccounts} regions={scope.regions} variant="icon" />
          <Button
            iconName="download"
            variant="icon"
            ariaLabel={lists.csv}
            disabled={total === 0}
            href={csvAddress({ accounts: wishedAccounts, regions: scope.regions, search }, language)}
            download
          />
          {maySwitch && (
            <Button disabled={!only('stopped')} onClick={() => setChange('start')}>
              {t.start}
            </Button>
          )}
          {maySwitch && (
            <Button disabled={!only('available')} onClick={() => setChange('stop')}>
              {t.stop}
            </Button>
          )}
        </SpaceBetween>
      }
    >
      {t.title}
    </Header>
  );
  const isLoading = isUnknownYet(query, items.length);
  const empty = query.data && !isLoading && (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="s">
        <b>{search ? t.noMatch : t.empty}</b>
        {search && <Button onClick={() => find('')}>{t.clear}</Button>}
      </SpaceBetween>
    </Box>
  );
  const filter = (
    <TextFilter
      filteringText={search}
      filteringPlaceholder={t.search}
      filteringAriaLabel={t.search}
      onChange={({ detail }) => find(detail.filteringText)}
    />
  );
  const shared = {
    items,
    trackBy: keyOf,
    loading: isLoading,
    selectionType: maySwitch ? ('multi' as const) : undefined,
    selectedItems: selected,
    header,
    filter,
    empty,
  };
  const labels = { selectionGroupLabel: t.selectGroup, allItemsSelectionLabel: () => t.selectAll };
  const nameOf = (one: Database) => t.select(one.name ?? one.id);
  return (
    <Page title={t.title} bare scoped>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Coverage read={query.data.read} unknown={query.data.unknown} />}
      {isNarrow ? (
        <Cards
          {...shared}
          onSelectionChange={({ detail }) => select(detail.selectedItems)}
          ariaLabels={{ ...labels, itemSelectionLabel: (_, one) => nameOf(one) }}
          cardsPerRow={[{ cards: 1 }]}
          cardDefinition={{
            header: (one) => <Name database={one} />,
            sections: [
              { id: 'state', content: (one) => <DatabaseState database={one} /> },
              {
                id: 'place',
                // One section: an empty one would take room.
                content: (one) => (
                  <>
                    <div className="m-muted">
                      {[engineOf(one), one.type, one.account_name, one.region].filter(Boolean).join(' · ')} ·{' '}
                      {t.columns.observed.toLowerCase()} <Age at={one.observed_at} />
                    </div>
                    <AheadLine thing={one} />
                  </>
                ),
              },
            ],
          }}
        />
      ) : (
        <Table
          {...shared}
          variant="full-page"
          stickyHeader
          contentDensity="compact"
          columnDefinitions={columns}
          onSelectionChange={({ detail }) => select(detail.selectedItems)}
          ariaLabels={{ ...labels, tableLabel: t.title, itemSelectionLabel: (_, one) => nameOf(one) }}
          enableKeyboardNavigation
        />
      )}
      {total > items.length && items.length > 0 && (
        <Box textAlign="center" padding="s">
          {t.more(items.length, total)}
        </Box>
      )}
      {change && (
        <SwitchDialog
          change={change}
          databases={selected}
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
