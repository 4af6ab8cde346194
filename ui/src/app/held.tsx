// A page is shown when what it asks for first is known, so that nothing on it moves while answers come: until then it is
// laid out unseen, below a mark of waiting. What is asked for later (a filter, a tab) changes a page that stays.
import { type Query, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useLocation } from 'react-router';
import { useText } from '../text/language';
import { shellText } from './text';

/** A query with `meta: isLate` may take as long as AWS or a mail server does; pages wait no longer than this for it. */
export const isLate = { isLate: true };
const lateMs = 1_000;

/** What may take long, for as long as a page waits for it. */
export function awaitLate(answer: Promise<unknown>): Promise<unknown> {
  return Promise.race([answer, new Promise((resolve) => setTimeout(resolve, lateMs))]);
}

let knownAhead: string | undefined;

/** All that the page of this address asks for first has come before anything was drawn. */
export function knowAhead(address: string): void {
  knownAhead = address;
}

/** Takes part in a page's waiting, and gives the way to end that. */
const HoldContext = createContext<() => () => void>(() => () => {});

/** While whoever calls it is there, the page waits for something that is no query, such as a file of its own. */
export function useHold(): void {
  const hold = useContext(HoldContext);
  useLayoutEffect(() => hold(), [hold]);
}

function isAwaited(query: Query, isOver: boolean): boolean {
  const { status, fetchStatus } = query.state;
  return status === 'pending' && fetchStatus === 'fetching' && query.isActive() && !(isOver && query.meta?.isLate);
}

/** Whether the page of this address is known, from when on it stays. */
function useIsKnown(address: string) {
  const queries = useQueryClient();
  const holds = useRef(0);
  const look = useRef(() => {});
  const [known, setKnown] = useState(knownAhead);
  const isKnown = known === address;
  // By now all that is mounted has asked for what it needs.
  useEffect(() => {
    if (isKnown) return undefined;
    let isLeft = false;
    let isOver = false;
    const isWaiting = () =>
      holds.current > 0 ||
      queries
        .getQueryCache()
        .getAll()
        .some((query) => isAwaited(query, isOver));
    // What an answer has brought about (another question) is there two turns after it.
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const later = (ms: number, run: () => void) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
    };
    // Where it was laid out before something came, it would be seen to move; so it is laid out once more unseen. Frames may
    // be far between, as in a tab behind others.
    const show = () => !isLeft && !isWaiting() && setKnown(address);
    const tell = () => {
      if (isWaiting()) return;
      requestAnimationFrame(() => requestAnimationFrame(() => later(0, show)));
      later(250, show);
    };
    look.current = () => later(0, () => later(0, tell));
    // Told by the timer itself: it may ring a moment before another clock says that the time is over, and rings once.
    later(lateMs, () => {
      isOver = true;
      tell();
    });
    const leave = queries.getQueryCache().subscribe(() => look.current());
    tell();
    return () => {
      isLeft = true;
      leave();
      timers.forEach(clearTimeout);
      look.current = () => {};
    };
  }, [address, isKnown, queries]);
  const hold = useMemo(
    () => () => {
      holds.current += 1;
      return () => {
        holds.current -= 1;
        look.current();
      };
    },
    [],
  );
  return { isKnown, hold };
}

export function Held({ children }: { children: ReactNode }) {
  const t = useText(shellText);
  const { isKnown, hold } = useIsKnown(useLocation().pathname);
  const place = useRef<HTMLDivElement>(null);
  // What is unseen cannot be written into, so that its own wish to be has come to nothing.
  useEffect(() => {
    if (isKnown && document.activeElement === document.body)
      place.current?.querySelector<HTMLElement>('[data-begin] input')?.focus();
  }, [isKnown]);
  return (
    <HoldContext.Provider value={hold}>
      {!isKnown && <div className="m-first" role="status" aria-label={t.wait} />}
      <div ref={place} className={isKnown ? undefined : 'm-unseen'}>
        {children}
      </div>
    </HoldContext.Provider>
  );
}
