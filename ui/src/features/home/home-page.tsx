// Where one arrives: the way to the first account, or what there is to know of all (dashboard.tsx, which loads by itself
// because its tables are heavy and a fresh panel needs none of them).
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { QueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { FullPageWait } from '../../app/full-page';
import { type Session, useMay } from '../../app/session';
import { useText } from '../../text/language';
import { later } from '../../widgets/later';
import { Page } from '../../widgets/page';
import { accountsQuery, useAccounts } from '../accounts/queries';
import { homeText } from './text';

const loadDashboard = () => import('./dashboard');
const dashboard = later(async () => (await loadDashboard()).Dashboard);

function Welcome() {
  const t = useText(homeText);
  const may = useMay('account.write');
  if (!may) return <Container>{t.noAccountsViewer}</Container>;
  return (
    <Container header={<Header variant="h2">{t.welcome}</Header>}>
      <SpaceBetween size="m">
        <Box variant="p">{t.welcomeText}</Box>
        <Button variant="primary" href="/settings/accounts/connect">
          {t.connectFirst}
        </Button>
      </SpaceBetween>
    </Container>
  );
}

/** Which of both it is to be, its file, and what it shows. */
export async function ahead(queries: QueryClient, session: Session): Promise<void> {
  // Nearly every panel has accounts.
  const drawn = dashboard.ahead();
  const accounts = await queries.fetchQuery(accountsQuery).catch(() => undefined);
  if (accounts?.length === 0) return;
  const file = await loadDashboard().catch(() => undefined);
  await Promise.all([drawn, file?.askAhead(queries, session, accounts ?? [])]);
}

export function Component() {
  const t = useText(homeText);
  const accounts = useAccounts();
  if (accounts.data?.length === 0)
    return (
      <Page title={t.title}>
        <Welcome />
      </Page>
    );
  return (
    <Suspense fallback={<FullPageWait />}>
      <dashboard.Component />
    </Suspense>
  );
}
