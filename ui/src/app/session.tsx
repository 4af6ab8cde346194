// Who is logged in. Pages below the gate can rely on a session; without one the gate shows the way to the login, which
// comes back to the same address.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, must, type Schemas } from '../api/client';
import { asProblem, isSignedOut } from '../api/problem';
import { ZoneProvider } from '../format/use-formats';
import { LanguageProvider } from '../text/language';
import { CloudscapeTexts, textsKey } from './cloudscape-texts';
import { FullPageProblem, FullPageWait } from './full-page';

export type Session = Schemas['Session'];
export type Permission =
  | 'account.read'
  | 'account.write'
  | 'server.read'
  | 'server.switch'
  | 'inventory.sweep'
  | 'operation.read'
  | 'operation.cancel'
  | 'policy.read'
  | 'policy.write'
  | 'audit.read'
  | 'member.manage'
  | 'install.manage';

const SessionContext = createContext<Session | null>(null);

export const sessionKey = ['session'];

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('this page stands outside the session gate');
  return session;
}

export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Takes a session that the server has just begun or changed; everything that was known of another one is dropped. */
export function useEnter(): (session: Session) => void {
  const queries = useQueryClient();
  return (session) => {
    // Words belong to nobody; without them the whole page would begin anew.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== textsKey });
    queries.setQueryData(sessionKey, session);
  };
}

/** Null: nobody is logged in. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async (): Promise<Session | null> => {
    try {
      return await must(api.GET('/api/v1/session'));
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function useSessionQuery() {
  return useQuery({ ...sessionQuery, refetchInterval: 60_000 });
}

/** To the set-up of a fresh panel, or to the login. */
function ToTheDoor() {
  const here = useLocation();
  const setUp = useQuery({
    queryKey: ['set-up'],
    queryFn: () => must(api.GET('/api/v1/set-up')) as Promise<{ needed?: boolean }>,
  });
  if (setUp.isPending) return <FullPageWait />;
  if (setUp.isError) return <FullPageProblem problem={asProblem(setUp.error)} retry={() => void setUp.refetch()} />;
  if (setUp.data.needed) return <Navigate to="/set-up" replace />;
  const next = here.pathname + here.search;
  return <Navigate to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} replace />;
}

export function SessionGate({ children }: { children: ReactNode }) {
  const query = useSessionQuery();
  const session = query.data ?? null;
  const zone = session?.user.zone;
  const content = useMemo(() => children, [children]);
  if (query.isPending) return <FullPageWait />;
  if (query.isError && !session)
    return <FullPageProblem problem={asProblem(query.error)} retry={() => void query.refetch()} />;
  if (!session) return <ToTheDoor />;
  return (
    <SessionContext.Provider value={session}>
      <LanguageProvider value={session.user.language}>
        <ZoneProvider value={zone!}>
          <CloudscapeTexts key={session.tenant}>{content}</CloudscapeTexts>
        </ZoneProvider>
      </LanguageProvider>
    </SessionContext.Provider>
  );
}
