import type { ReactNode } from 'react';
import { LiveProvider } from '../live/live';
import { SessionGate, useSession } from './session';
import { NewsProvider } from './news';
import { NoticesProvider } from './notices';
import { Shell } from './shell';

function Live({ children }: { children: ReactNode }) {
  return <LiveProvider company={useSession().tenant}>{children}</LiveProvider>;
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
