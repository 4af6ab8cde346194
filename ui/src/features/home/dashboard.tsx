// What one wants to know on arriving: how many run, what is going on, what went wrong, how old the data is.
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { awaitLate } from '../../app/held';
import { useRunning } from '../../app/news';
import { accountsOfScope, type Scope, scopeOf, useScope, useScoped, type Where } from '../../app/scope';
import type { Session } from '../../app/session';
import { useFormats, useNow } from '../../format/use-formats';
import { pollInterval } from '../../live/live';
import { useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { doctorQuery } from '../about/queries';
import { type Account, useAccounts } from '../accounts/queries';
import { SweepButton } from '../inventory/sweep-button';
import { OperationRows } from '../operations/operation-rows';
import { fetchOperationsOf, type OperationState, type OperationSummary } from '../operations/queries';
import { hasContent, OpportunitiesBox } from '../savings/opportunities-box';
import { opportunitiesQuery, savingsQuery, useOpportunities, useSavings } from '../savings/queries';
import { NextFires } from '../schedules/next-fires';
import { schedulesQuery } from '../schedules/queries';
import { serversQuery, useServers } from '../servers/queries';
import { SwitchersAlert } from '../switchers/other-switchers';
import { otherSwitchersQuery, useOtherSwitchers } from '../switchers/queries';
import { AccountAges } from './account-ages';
import { Attention } from './attention';
import { ServerCounts } from './server-counts';
import { homeText } from './text';

const day = 86_400_000;

const bad: OperationState[] = ['failed', 'partial', 'refused', 'needs_person'];

function failuresQuery(where: Where) {
  return queryOptions({
    queryKey: ['operations', 'failures', where],
    queryFn: () => fetchOperationsOf(where, { states: bad, limit: 200 }),
  });
}

/** What ended otherwise than wished for since yesterday. */
function useFailures(where: Where, now: number, isReady: boolean): { failures: OperationSummary[]; isKnown: boolean } {
  const query = useQuery({
    ...failuresQuery(where),
    enabled: isReady,
    placeholderData: keepPreviousData,
    refetchInterval: () => pollInterval(30_000),
  });
  const failures = (query.data?.operations ?? []).filter(
    (one) => now - Date.parse(one.finished_at ?? one.requested_at) < day,
  );
  return { failures, isKnown: query.data !== undefined };
}

/** What runs within the scope. All that runs is known anyway (app/news.tsx). */
function useRunningOf(where: Where, isReady: boolean): OperationSummary[] {
  const all = useRunning();
  const isNarrowed = where.accounts !== null || where.regions.length > 0;
  const query = useQuery({
    queryKey: ['operations', 'running', where],
    queryFn: () => fetchOperationsOf(where, { states: ['running'] }),
    enabled: isReady && isNarrowed && all.length > 0,
    refetchInterval: () => pollInterval(30_000),
  });
  if (!isNarrowed) return all;
  return all.length > 0 ? (query.data?.operations ?? []) : [];
}

const opportunitiesShown = 5;

function wishesOf(scope: Scope, accounts: readonly Account[]) {
  const where = { accounts: accountsOfScope(scope, accounts), regions: scope.regions };
  // Of servers only the counts are shown.
  return { where, servers: { ...where, limit: 1 } };
}

/** Asks for all that is shown. */
export async function askAhead(queries: QueryClient, session: Session, accounts: readonly Account[]): Promise<void> {
  const scope = scopeOf(new URLSearchParams(location.search));
  const { where, servers } = wishesOf(scope, accounts);
  const { zone, language } = session.user;
  await Promise.all([
    queries.prefetchQuery(serversQuery(servers)),
    session.permissions.includes('install.manage') && awaitLate(queries.prefetchQuery(doctorQuery('glance', language))),
    queries.prefetchQuery(failuresQuery(where)),
    queries.prefetchQuery(schedulesQuery(scope)),
    where.accounts?.length !== 0 && queries.prefetchQuery(opportunitiesQuery(where, zone, opportunitiesShown)),
    where.accounts?.length !== 0 && queries.prefetchQuery(savingsQuery(where.accounts)),
    where.accounts?.length !== 0 && queries.prefetchQuery(otherSwitchersQuery(where.accounts)),
  ]);
}

export function Dashboard() {
  const t = useText(homeText);
  const now = useNow();
  const scoped = useScoped();
  const [scope] = useScope();
  const accounts = useAccounts();
  const wishes = wishesOf(scope, accounts.data ?? []);
  // A customer is its accounts; until they are known, what is left of it is not known either.
  const isScopeKnown = scope.customers.length === 0 || accounts.data !== undefined;
  const running = useRunningOf(wishes.where, isScopeKnown);
  const { failures, isKnown } = useFailures(wishes.where, now, isScopeKnown);
  const wished = wishes.where.accounts;
  const servers = useServers(wishes.servers, accounts.data !== undefined);
  const { zone } = useFormats();
  const isReady = (accounts.data?.length ?? 0) > 0;
  const opportunities = useOpportunities(wishes.where, zone, opportunitiesShown, isReady).data;
  const savings = useSavings(wished, isReady).data;
  const switchers = useOtherSwitchers(wished, isReady).data;
  return (
    <Page title={t.title} scoped actions={<SweepButton accounts={wished} regions={scope.regions} />}>
      {servers.isError && <ProblemAlert error={servers.error} retry={() => void servers.refetch()} />}
      <Grid
        gridDefinition={[
          { colspan: { default: 12, m: 7 } },
          { colspan: { default: 12, m: 5 } },
          { colspan: { default: 12, m: 7 } },
          { colspan: { default: 12, m: 5 } },
        ]}
      >
        <ServerCounts list={servers.data} />
        <Attention unknown={servers.data?.unknown ?? []} failures={failures} switchers={switchers} accounts={wished} />
        <SpaceBetween size="l">
          {running.length > 0 && (
            <Container
              header={
                <Header variant="h2" counter={`(${running.length})`}>
                  {t.running}
                </Header>
              }
            >
              <OperationRows operations={running} empty={t.noneRunning} />
            </Container>
          )}
          <Container
            header={
              <Header
                variant="h2"
                counter={failures.length ? `(${failures.length})` : undefined}
                actions={
                  <Link href={scoped(`/operations?last=24h${bad.map((one) => `&state=${one}`).join('')}`)}>
                    {t.all}
                  </Link>
                }
              >
                {t.failures}
              </Header>
            }
          >
            {failures.length > 0 ? (
              <OperationRows operations={failures.slice(0, 10)} empty={t.noFailures} />
            ) : (
              <span className="m-muted">{isKnown ? t.noFailures : '…'}</span>
            )}
          </Container>
        </SpaceBetween>
        <AccountAges list={servers.data} accounts={wished} />
      </Grid>
      <NextFires scope={scope} />
      {switchers && switchers.total > 0 && (
        <div id="other-switchers">
          <SwitchersAlert list={{ ...switchers, unread: [] }} />
        </div>
      )}
      {hasContent(opportunities, savings) && <OpportunitiesBox list={opportunities} savings={savings} />}
    </Page>
  );
}
