import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMay } from '../../app/session';
import { useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Search, useWanted } from '../../widgets/search';
import { Age } from '../../widgets/time';
import { type Account, useAccounts } from './queries';
import { accountsText } from './text';

export function StateOfAccount({ state }: { state: Account['state'] }) {
  const t = useText(accountsText);
  const type = state === 'connected' ? 'success' : state === 'pending' ? 'pending' : 'stopped';
  return (
    <StatusIndicator type={type} wrapText={false}>
      {t.states[state]}
    </StatusIndicator>
  );
}

function enabledOf(account: Account): number {
  return account.regions.filter((one) => one.state === 'enabled').length;
}

export function Component() {
  const t = useText(accountsText);
  const mayConnect = useMay('account.write');
  const query = useAccounts();
  const wanted = useWanted();
  const accounts = query.data?.filter((one) =>
    `${one.name} ${one.aws_account_id ?? ''} ${one.customer?.name ?? ''}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  const header = (
    <Header
      variant="h1"
      counter={query.data ? `(${query.data.length})` : undefined}
      description={t.description}
      actions={
        mayConnect && (
          <Button variant="primary" href="/settings/accounts/connect">
            {t.connect}
          </Button>
        )
      }
    >
      {t.title}
    </Header>
  );
  const empty = wanted ? (
    t.noMatch
  ) : (
    <Box padding="l">
      <SpaceBetween size="s">
        <b>{t.empty}</b>
        <Box variant="p">{mayConnect ? t.emptyText : t.emptyViewer}</Box>
      </SpaceBetween>
    </Box>
  );
  const name = (one: Account) => <Link href={`/settings/accounts/${one.id}`}>{one.name}</Link>;
  const aws = (one: Account) => <span className="m-mono">{one.aws_account_id ?? '–'}</span>;
  const customer = (one: Account) => one.customer?.name ?? <span className="m-muted">{t.noCustomer}</span>;
  return (
    <Page title={t.title} inSettings bare>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      <Rows
        label={t.title}
        items={accounts}
        trackBy={(one) => one.id}
        isLoading={query.isPending}
        header={header}
        filter={<Search label={t.find} />}
        empty={empty}
        columns={[
          { id: 'name', header: t.name, cell: name },
          { id: 'state', header: t.state, cell: (one) => <StateOfAccount state={one.state} /> },
          { id: 'aws', header: t.aws, cell: aws },
          { id: 'customer', header: t.customer, cell: customer },
          { id: 'connection', header: t.connection, cell: (one) => t.connections[one.connection] },
          {
            id: 'regions',
            header: t.regions,
            cell: (one) => (one.regions.length ? t.enabledCount(enabledOf(one)) : '–'),
          },
          {
            id: 'checked',
            header: t.checked,
            cell: (one) =>
              one.checked_at ? <Age at={one.checked_at} /> : <span className="m-muted">{t.neverChecked}</span>,
          },
        ]}
      />
    </Page>
  );
}
