// The frame of pages before the login: set-up, login, invitation, new password.
import type { QueryClient } from '@tanstack/react-query';
import { Outlet } from 'react-router';
import { CloudscapeTexts } from './cloudscape-texts';
import { DemoBanner, simulatedQuery } from './demo-banner';
import { useFollowLinks } from './follow-links';

/** What stands above every page. */
export async function frameAhead(queries: QueryClient): Promise<void> {
  await queries.prefetchQuery(simulatedQuery);
}

export function Frame() {
  useFollowLinks();
  return (
    <CloudscapeTexts>
      <DemoBanner />
      <main className="m-door">
        <div className="m-door-brand">
          <img src="/mirante.svg" width={36} height={36} alt="" />
          Mirante
        </div>
        <Outlet />
      </main>
    </CloudscapeTexts>
  );
}
