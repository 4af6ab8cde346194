// The frame of every page behind the login: head, side navigation, notices, content.
import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { createContext, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { Outlet } from 'react-router';
import { useText } from '../text/language';
import { isNarrow } from '../widgets/narrow';
import { DemoBanner } from './demo-banner';
import { useFollowLinks } from './follow-links';
import { Keys } from './keys';
import { NoticesBar } from './notices-bar';
import { SideNav } from './side-nav';
import { TopNav } from './top-nav';
import { shellText } from './text';

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

export function Shell() {
  const t = useText(shellText);
  const [crumbs, setCrumbs] = useState<Crumb[]>([]);
  const [isOpen, setOpen] = useState(() => !isNarrow());
  useFollowLinks();
  const content = useMemo(() => <Outlet />, []);
  return (
    <CrumbsContext.Provider value={setCrumbs}>
      <div id="top">
        <DemoBanner />
        <TopNav />
      </div>
      <AppLayoutToolbar
        headerSelector="#top"
        toolsHide
        navigation={<SideNav onFollow={() => isNarrow() && setOpen(false)} />}
        navigationOpen={isOpen}
        navigationWidth={220}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        breadcrumbs={crumbs.length ? <BreadcrumbGroup items={crumbs} /> : undefined}
        notifications={<NoticesBar />}
        stickyNotifications={false}
        maxContentWidth={Number.MAX_VALUE}
        ariaLabels={{
          navigation: t.navigation,
          navigationToggle: t.openNavigation,
          navigationClose: t.closeNavigation,
          notifications: t.notifications,
        }}
        content={content}
      />
      <Keys />
    </CrumbsContext.Provider>
  );
}
