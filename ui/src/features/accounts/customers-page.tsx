import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { useAccounts, useCustomers } from './queries';
import { accountsText } from './text';

export function Component() {
  const t = useText(accountsText).customers;
  const name = useText(accountsText).name;
  const customers = useCustomers();
  const accounts = useAccounts().data;
  return (
    <Page title={t.title} inSettings bare>
      {customers.isError && <ProblemAlert error={customers.error} retry={() => void customers.refetch()} />}
      <Rows
        label={t.title}
        items={customers.data}
        trackBy={(one) => one.id}
        isLoading={customers.isPending}
        header={
          <Header variant="h1" description={t.description}>
            {t.title}
          </Header>
        }
        empty={
          <Box padding="l">
            <SpaceBetween size="s">
              <b>{t.empty}</b>
              <Box variant="p">{t.emptyText}</Box>
            </SpaceBetween>
          </Box>
        }
        columns={[
          { id: 'name', header: name, cell: (one) => one.name },
          {
            id: 'accounts',
            header: t.accounts,
            cell: (one) => {
              if (!accounts) return '…';
              const theirs = accounts.filter((account) => account.customer?.id === one.id);
              if (theirs.length === 0) return <span className="m-muted">{t.none}</span>;
              return theirs.map((account, index) => (
                <span key={account.id}>
                  {index > 0 && ', '}
                  <Link href={`/settings/accounts/${account.id}`}>{account.name}</Link>
                </span>
              ));
            },
          },
          { id: 'servers', header: '', cell: (one) => <Link href={`/servers?customer=${one.id}`}>{t.servers}</Link> },
        ]}
      />
    </Page>
  );
}
