// All addresses of the interface on one screen. Each page is a file of its own that loads when it is first opened. The
// first script reads this table too, so nothing here may load React.
import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import type { Permission, Session } from './session';

export interface PageFile {
  Component: ComponentType;
  /** Asks for what the page shows first; the first page is drawn when it has come. It never throws. */
  ahead?: (queries: QueryClient, session: Session) => Promise<unknown>;
}

/** What stands around a page. */
export interface FrameFile {
  Frame: ComponentType;
  /** As a page's `ahead`; nobody need be logged in. */
  frameAhead: (queries: QueryClient, session: Session | null) => Promise<void>;
}

export interface Place {
  path: string;
  /** Who lacks it is told so; the page is not drawn and asks for nothing. */
  needs?: Permission;
  load: () => Promise<PageFile>;
}

export function mayOpen({ needs }: Place, { permissions }: Pick<Session, 'permissions'>): boolean {
  return !needs || permissions.includes(needs);
}

/** With what nearly every panel shows there, which is a file of its own for those that have no accounts yet. */
function loadHome(): Promise<PageFile> {
  import('../features/home/dashboard').catch(() => {});
  return import('../features/home/home-page');
}

/** Where somebody is logged in. */
export const pages: Place[] = [
  { path: '/', load: loadHome },
  { path: '/servers', load: () => import('../features/servers/servers-page') },
  { path: '/servers/:account/:region/:server', load: () => import('../features/servers/server-page') },
  { path: '/databases', load: () => import('../features/databases/databases-page') },
  { path: '/databases/:account/:region/:database', load: () => import('../features/databases/database-page') },
  { path: '/schedules', load: () => import('../features/schedules/schedules-page') },
  { path: '/schedules/new', needs: 'policy.write', load: () => import('../features/schedules/editor-page') },
  { path: '/schedules/calendars', load: () => import('../features/schedules/calendars-page') },
  { path: '/schedules/:schedule', load: () => import('../features/schedules/schedule-page') },
  { path: '/schedules/:schedule/edit', needs: 'policy.write', load: () => import('../features/schedules/editor-page') },
  { path: '/operations', load: () => import('../features/operations/operations-page') },
  { path: '/operations/:operation', load: () => import('../features/operations/operation-page') },
  { path: '/audit', needs: 'audit.read', load: () => import('../features/audit/audit-page') },
  { path: '/settings/accounts', load: () => import('../features/accounts/accounts-page') },
  {
    path: '/settings/accounts/connect',
    needs: 'account.write',
    load: () => import('../features/accounts/connect-page'),
  },
  {
    path: '/settings/accounts/connect-many',
    needs: 'account.write',
    load: () => import('../features/accounts/connect-many-page'),
  },
  { path: '/settings/accounts/:account', load: () => import('../features/accounts/account-page') },
  { path: '/settings/customers', load: () => import('../features/accounts/customers-page') },
  { path: '/settings/members', needs: 'member.manage', load: () => import('../features/identity/members-page') },
  { path: '/settings/companies', needs: 'install.manage', load: () => import('../features/identity/companies-page') },
  { path: '/settings/profile', load: () => import('../features/identity/profile-page') },
  { path: '/settings/tokens', load: () => import('../features/identity/tokens-page') },
  { path: '/settings/brakes', load: () => import('../features/policy/brakes-page') },
  { path: '/settings/mail', needs: 'member.manage', load: () => import('../features/mails/mails-page') },
  { path: '/settings/about', load: () => import('../features/about/about-page') },
  { path: '*', load: () => import('./not-found-page') },
];

/** Where nobody need be. */
export const doors: Place[] = [
  { path: '/login', load: () => import('../features/identity/login-page') },
  { path: '/set-up', load: () => import('../features/identity/set-up-page') },
  { path: '/join', load: () => import('../features/identity/join-page') },
  { path: '/leave-on/:token', load: () => import('../features/notices/leave-on-page') },
  { path: '/new-password', load: () => import('../features/identity/new-password-page') },
];

const segments = (path: string) => path.split('/').filter(Boolean);

function fits(place: Place, address: string): boolean {
  const [wished, given] = [segments(place.path), segments(address)];
  return wished.length === given.length && wished.every((one, at) => one.startsWith(':') || one === given[at]);
}

/** Which page an address (without its query) opens. The router decides again, by itself; this only begins to load. */
export function placeOf(address: string): { place: Place; isDoor: boolean } {
  const door = doors.find((one) => fits(one, address));
  if (door) return { place: door, isDoor: true };
  return { place: pages.find((one) => fits(one, address)) ?? pages.at(-1)!, isDoor: false };
}
