// The frame of every page behind the login: head, side navigation, notices, content.
import { createContext, Suspense, useContext, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useText } from '../text/language';
import { later } from '../widgets/later';
import { isNarrow, useNarrow } from '../widgets/narrow';
import { DemoBanner } from './demo-banner';
import { useFollowLinks } from './follow-links';
import { Held } from './held';
import { Keys } from './keys';
import { NoticesBar } from './notices-bar';
import { SideNav } from './side-nav';
import { TopNav } from './top-nav';
import { shellText } from './text';

const clock = later(async () => (await import('./demo-clock')).DemoClock);

/** Of a demo: its clock is there before anything is drawn. */
export async function clockAhead(about: { simulated: boolean } | undefined): Promise<void> {
  if (about?.simulated) await clock.ahead();
}

export interface Crumb {
  text: string;
  href: string;
}

const CrumbsContext = createContext<(crumbs: Crumb[]) => void>(() => {});

/** Where the page stands; the last one is itself. */
export function useCrumbs(crumbs: Crumb[]): void {
  const set = useContext(CrumbsContext);
  const text = JSON.stringify(crumbs);
  useLayoutEffect(() => {
    set(JSON.parse(text) as Crumb[]);
    return () => set([]);
  }, [set, text]);
}

/** The last one is the page itself, and no link. */
function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  const t = useText(shellText);
  return (
    <nav aria-label={t.crumbs}>
      <ol className="m-crumbs">
        {crumbs.map(({ text, href }, index) => (
          <li key={href} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
            {index === crumbs.length - 1 ? text : <a href={href}>{text}</a>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function Shell() {
  const t = useText(shellText);
  const [crumbs, setCrumbs] = useState<Crumb[]>([]);
  const [isOpen, setOpen] = useState(() => !isNarrow());
  const { pathname } = useLocation();
  // On a phone the navigation lies above the page, and another page is what it was opened for.
  const isAbove = useNarrow() && isOpen;
  useEffect(() => {
    if (isNarrow()) setOpen(false);
  }, [pathname]);
  useFollowLinks();
  const content = useMemo(
    () => (
      <Held>
        <Outlet />
      </Held>
    ),
    [],
  );
  return (
    <CrumbsContext.Provider value={setCrumbs}>
      <div id="top">
        <DemoBanner>
          {/* Its place is kept for it. */}
          <Suspense fallback={<span className="m-demo-clock">&nbsp;</span>}>
            <clock.Component />
          </Suspense>
        </DemoBanner>
        <TopNav />
        <div className="m-tools">
          <button
            type="button"
            className="m-nav-button"
            aria-label={isOpen ? t.closeNavigation : t.openNavigation}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <svg viewBox="0 0 16 16" width="16" height="16" stroke="currentColor" strokeWidth="2" aria-hidden>
              {isAbove ? <path d="M3 3l10 10M13 3L3 13" /> : <path d="M2 4h12M2 8h12M2 12h12" />}
            </svg>
          </button>
          {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
        </div>
      </div>
      <div className="m-body">
        <nav className="m-nav" aria-label={t.navigation} hidden={!isOpen}>
          <SideNav />
        </nav>
        <main className="m-main" inert={isAbove}>
          <NoticesBar />
          {content}
        </main>
      </div>
      <Keys />
    </CrumbsContext.Provider>
  );
}
