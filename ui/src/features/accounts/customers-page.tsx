import Box from '@cloudscape-design/components/box';
import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMay } from '../../app/session';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { AccountsDialog, ArchiveDialog, type Customer, NameDialog, patchCustomer } from './customer-dialogs';
import { RefusedCustomers } from './refused-customers';
import { useAccounts, useAllCustomers, useReadAgain } from './queries';
import { accountsText } from './text';

type Dialog = { kind: 'name'; customer?: Customer } | { kind: 'archive' | 'accounts'; customer: Customer };

export function Component() {
  const t = useText(accountsText).customers;
  const name = useText(accountsText).name;
  const customers = useAllCustomers();
  const accounts = useAccounts().data;
  const mayWrite = useMay('account.write');
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const readAgain = useReadAgain();
  const bringBack = useAsk((one: Customer) =>
    readAgain(patchCustomer(one, { archived: false }, { 'If-Match': one.etag })),
  );
  return (
    <Page title={t.title} inSettings bare>
      <RefusedCustomers />
      {bringBack.error ? <ProblemAlert error={bringBack.error} /> : null}
      {customers.isError && <ProblemAlert error={customers.error} retry={() => void customers.refetch()} />}
      <Rows
        label={t.title}
        items={customers.data}
        trackBy={(one) => one.id}
        isLoading={customers.isPending}
        header={
          <Header
            variant="h1"
            description={t.description}
            actions={
              mayWrite && (
                <Button variant="primary" onClick={() => setDialog({ kind: 'name' })}>
                  {t.make}
                </Button>
              )
            }
          >
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
          {
            id: 'name',
            header: name,
            cell: (one) => (
              <>
                {one.name} {one.archived_at && <Badge>{t.isArchived}</Badge>}
              </>
            ),
          },
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
          ...(mayWrite
            ? [
                {
                  id: 'actions',
                  header: '',
                  cell: (one: Customer) => (
                    <ButtonDropdown
                      variant="inline-icon"
                      expandToViewport
                      ariaLabel={`${t.actions}: ${one.name}`}
                      items={
                        one.archived_at
                          ? [{ id: 'back', text: t.bringBack }]
                          : [
                              { id: 'name', text: t.rename },
                              { id: 'accounts', text: t.choose },
                              { id: 'archive', text: t.archive },
                            ]
                      }
                      onItemClick={({ detail }) => {
                        if (detail.id === 'back') bringBack.ask(one);
                        else setDialog({ kind: detail.id as 'name' | 'accounts' | 'archive', customer: one });
                      }}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {dialog?.kind === 'name' && (
        <NameDialog {...(dialog.customer ? { customer: dialog.customer } : {})} onClose={close} />
      )}
      {dialog?.kind === 'archive' && <ArchiveDialog customer={dialog.customer} onClose={close} />}
      {dialog?.kind === 'accounts' && accounts && (
        <AccountsDialog customer={dialog.customer} accounts={accounts} onClose={close} />
      )}
    </Page>
  );
}
