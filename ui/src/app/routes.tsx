// All addresses of the interface on one screen. Each page is a file of its own that loads when it is first opened.
import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { languageOfBrowser } from '../text/language';
import { textsQuery } from './cloudscape-texts';
import { Broken } from './broken';
import { Door } from './door';
import { Inside } from './inside';
import { FullPageWait } from './full-page';
import { sessionQuery } from './session';

const pages: RouteObject[] = [
  { path: '/', lazy: () => import('../features/home/home-page') },
  { path: '/servers', lazy: () => import('../features/servers/servers-page') },
  { path: '/servers/:account/:region/:server', lazy: () => import('../features/servers/server-page') },
  { path: '/databases', lazy: () => import('../features/databases/databases-page') },
  { path: '/databases/:account/:region/:database', lazy: () => import('../features/databases/database-page') },
  { path: '/schedules', lazy: () => import('../features/schedules/schedules-page') },
  { path: '/schedules/new', lazy: () => import('../features/schedules/editor-page') },
  { path: '/schedules/calendars', lazy: () => import('../features/schedules/calendars-page') },
  { path: '/schedules/:schedule', lazy: () => import('../features/schedules/schedule-page') },
  { path: '/schedules/:schedule/edit', lazy: () => import('../features/schedules/editor-page') },
  { path: '/operations', lazy: () => import('../features/operations/operations-page') },
  { path: '/operations/:operation', lazy: () => import('../features/operations/operation-page') },
  { path: '/audit', lazy: () => import('../features/audit/audit-page') },
  { path: '/settings/accounts', lazy: () => import('../features/accounts/accounts-page') },
  { path: '/settings/accounts/connect', lazy: () => import('../features/accounts/connect-page') },
  { path: '/settings/accounts/:account', lazy: () => import('../features/accounts/account-page') },
  { path: '/settings/customers', lazy: () => import('../features/accounts/customers-page') },
  { path: '/settings/members', lazy: () => import('../features/identity/members-page') },
  { path: '/settings/profile', lazy: () => import('../features/identity/profile-page') },
  { path: '/settings/tokens', lazy: () => import('../features/identity/tokens-page') },
  { path: '/settings/brakes', lazy: () => import('../features/policy/brakes-page') },
  { path: '/settings/mail', lazy: () => import('../features/mails/mails-page') },
  { path: '/settings/about', lazy: () => import('../features/about/about-page') },
  { path: '*', lazy: () => import('./not-found-page') },
];

const doors: RouteObject[] = [
  { path: '/login', lazy: () => import('../features/identity/login-page') },
  { path: '/set-up', lazy: () => import('../features/identity/set-up-page') },
  { path: '/join', lazy: () => import('../features/identity/join-page') },
  { path: '/leave-on/:token', lazy: () => import('../features/notices/leave-on-page') },
  { path: '/new-password', lazy: () => import('../features/identity/new-password-page') },
];

export function makeRouter(queries: QueryClient) {
  // Asked for while the page's own file loads. Nobody waits for it here: the gate does.
  const askAhead = () => {
    void queries.prefetchQuery(sessionQuery);
    void queries.prefetchQuery(textsQuery(languageOfBrowser()));
    return null;
  };
  return createBrowserRouter([
    { element: <Door />, errorElement: <Broken />, hydrateFallbackElement: <FullPageWait />, children: doors },
    {
      element: <Inside />,
      loader: askAhead,
      shouldRevalidate: () => false,
      errorElement: <Broken />,
      hydrateFallbackElement: <FullPageWait />,
      children: pages,
    },
  ]);
}
