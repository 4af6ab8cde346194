// Keeps what is shown up to date by the stream of events. While it is down, pages ask at intervals, as `usePollInterval`
// and `pollInterval` tell them; while it lives, asking is only for what no event tells, such as ages.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useText } from '../text/language';
import { Refresher, staleAfter, toldOf } from './stale';
import { LiveStream, type LiveState, type Source, type Surroundings } from './stream';
import { liveText } from './text';

/** Lives longer than a look at another tab: a browser has few connections for each site. */
const hiddenFor = 30_000;
const quietInterval = 60_000;

const LiveContext = createContext<LiveState>('connecting');

/** For intervals that are asked for outside of components; `LiveProvider` keeps it. */
let present: LiveState = 'connecting';

export function pollInterval(whileDown: number): number {
  return present === 'live' ? Math.max(quietInterval, whileDown) : whileDown;
}

export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

export function usePollInterval(whileDown: number): number {
  return useLiveState() === 'live' ? Math.max(quietInterval, whileDown) : whileDown;
}

const browser: Surroundings = {
  open: (url) => new EventSource(url) as unknown as Source,
  later: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  chance: Math.random,
};

export function LiveProvider({ company, children }: { company: string; children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const refresher = new Refresher(queries);
    const stream = new LiveStream(browser, {
      state: (next) => {
        if (next === present) return;
        const isBeginning = present === 'connecting' && next === 'live';
        present = next;
        setState(next);
        // What changed between a page's first reading and the stream's beginning is told by nobody; what changed while it
        // was down may be anything. The intervals of what is read anew are found anew as well.
        if (isBeginning) refresher.add(toldOf);
        else void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      },
      happened: (what) => refresher.add(staleAfter(what)),
      reset: () => void queries.invalidateQueries(),
      over: () => void queries.invalidateQueries({ queryKey: ['session'] }),
    });
    let hiding: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(hiding);
      if (document.visibilityState === 'hidden') hiding = setTimeout(() => stream.stop(), hiddenFor);
      else stream.start();
    };
    const hope = () => stream.retry();
    if (document.visibilityState !== 'hidden') stream.start();
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', hope);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', hope);
      clearTimeout(hiding);
      stream.stop();
      refresher.stop();
      present = 'connecting';
    };
  }, [queries, company]);
  return (
    <LiveContext.Provider value={state}>
      {children}
      <LiveMark state={state} />
    </LiveContext.Provider>
  );
}

/** A dot while all is well; words once it is not. */
function LiveMark({ state }: { state: LiveState }) {
  const t = useText(liveText);
  return (
    <div className={`m-live m-live-${state}`} role="status" title={t[state]} data-state={state}>
      <span className="m-live-dot" />
      <span className={state === 'reconnecting' ? undefined : 'm-heard'}>{t[state]}</span>
    </div>
  );
}
