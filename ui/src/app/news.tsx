// What runs on the server, and how often pages ask. The stream of events (live/live.tsx) tells what has changed; while it
// is down this asks every two seconds as long as an operation runs, and rarely otherwise.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { api, mustBe, type Schemas } from '../api/client';
import { pollInterval, usePollInterval } from '../live/live';
import { useSession } from './session';

type Running = Schemas['OperationSummary'][];

export const busyInterval = 2_000;
const calmInterval = 8_000;
/** Lists of what the collector finds by itself change this often at most. */
const listInterval = 20_000;

const NewsContext = createContext<Running>([]);

export function runningQuery(company: string) {
  return queryOptions({
    queryKey: ['running', company],
    queryFn: async () =>
      (
        await mustBe<{ operations: Running }>(
          api.GET('/api/v1/operations', { params: { query: { state: ['running'], limit: 50 } } }),
        )
      ).operations,
    refetchInterval: (query) => pollInterval(query.state.data?.length ? busyInterval : calmInterval),
  });
}

export function NewsProvider({ children }: { children: ReactNode }) {
  const session = useSession();
  const queries = useQueryClient();
  const running = useQuery(runningQuery(session.tenant));
  const seen = useRef<string | null>(null);
  const mark = running.data ? JSON.stringify(running.data.map((one) => [one.id, one.done, one.outcomes])) : null;
  useEffect(() => {
    const isFirst = seen.current === null;
    const changed = mark !== null && seen.current !== mark;
    if (mark !== null) seen.current = mark;
    if (!changed || isFirst) return;
    for (const key of ['servers', 'server', 'databases', 'database', 'operations', 'audit', 'accounts'])
      void queries.invalidateQueries({ queryKey: [key] });
  }, [mark, queries]);
  return <NewsContext.Provider value={running.data ?? []}>{children}</NewsContext.Provider>;
}

/** Operations that run now, newest first. */
export function useRunning(): Running {
  return useContext(NewsContext);
}

/** How often a query over observed things should ask again; quick while something runs and no events come. */
export function useNewsInterval(): number {
  return usePollInterval(useContext(NewsContext).length > 0 ? busyInterval : listInterval);
}

/** After having asked for something: know at once that it runs. */
export function useExpectNews(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['running'] });
    for (const key of ['servers', 'server', 'databases', 'database', 'operations'])
      void queries.invalidateQueries({ queryKey: [key] });
  };
}
