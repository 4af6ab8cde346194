import { SessionGate } from './session';
import { NewsProvider } from './news';
import { NoticesProvider } from './notices';
import { Shell } from './shell';

/** Everything behind the login. */
export function Inside() {
  return (
    <SessionGate>
      <NewsProvider>
        <NoticesProvider>
          <Shell />
        </NoticesProvider>
      </NewsProvider>
    </SessionGate>
  );
}
