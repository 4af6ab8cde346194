import type { QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { accountsQuery, customersQuery } from '../features/accounts/queries';
import { LiveProvider } from '../live/live';
import { simulatedQuery } from './demo-banner';
import { NewsProvider, runningQuery } from './news';
import { noticesAhead } from './notices-bar';
import { NoticesProvider } from './notices';
import { type Session, SessionGate, useSession } from './session';
import { clockAhead, Shell } from './shell';

function Live({ children }: { children: ReactNode }) {
  return <LiveProvider company={useSession().tenant}>{children}</LiveProvider>;
}

/** What stands around every page and above it. */
export async function frameAhead(queries: QueryClient, session: Session | null): Promise<void> {
  const inside = session
    ? [
        noticesAhead(queries),
        queries.prefetchQuery(runningQuery(session.tenant)),
        queries.prefetchQuery(accountsQuery),
        queries.prefetchQuery(customersQuery),
      ]
    : [];
  const about = queries.fetchQuery(simulatedQuery).catch(() => undefined);
  await Promise.all([about.then(clockAhead), ...inside]);
}

/** Everything behind the login. */
export function Frame() {
  return (
    <SessionGate>
      <Live>
        <NewsProvider>
          <NoticesProvider>
            <Shell />
          </NoticesProvider>
        </NewsProvider>
      </Live>
    </SessionGate>
  );
}
