// Somebody makes the role in AWS meanwhile: the proof is asked again every few seconds until the role answers, until the
// person stops it, or for ten minutes. What is waited for is kept in this browser, so that whoever comes back waits on.
import { useCallback, useEffect, useRef, useState } from 'react';
import { timeNow } from '../../app/clock';
import { asProblem, type Problem } from '../../api/problem';

export interface Wait {
  arn: string;
  looseReason: string;
  /** By the browser's clock: a demo's panel may go faster. */
  until: number;
}

export interface Said {
  problem: Problem;
  /** By the panel's clock, as all times that are shown. */
  at: number;
}

export const askAgainEvery = 5_000;
export const waitAtMost = 10 * 60_000;

const place = (account: string) => `mirante.role.${account}`;

/** What this browser still waits for; what is over or cannot be read is forgotten. */
export function keptWait(account: string, now: number): Wait | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(place(account)) ?? 'null') as Wait | null;
    if (kept && typeof kept.arn === 'string' && kept.until > now) return kept;
  } catch {
    // Another version wrote it.
  }
  localStorage.removeItem(place(account));
  return undefined;
}

/** Also rights come seconds after the role; and AWS or the panel may be out of reach for a moment. */
const notYet = new Set([
  'account.role_refused',
  'access.not_permitted',
  'access.throttled',
  'access.unreachable',
  'throttled',
  'panel.unreachable',
  'panel.strange_answer',
]);

export function minutesLeft(wait: Wait): number {
  return Math.max(1, Math.ceil((wait.until - Date.now()) / 60_000));
}

export function isNotYet(problem: Problem): boolean {
  return notYet.has(problem.code);
}

interface Asking<Answer> {
  /** Undefined until it is made. */
  account: string | undefined;
  ask: (account: string, wait: Wait) => Promise<Answer>;
  then: (answer: Answer) => void;
}

export function useWaitForRole<Answer>(asking: Asking<Answer>) {
  const { account } = asking;
  const [wait, setWait] = useState(() => (account ? keptWait(account, Date.now()) : undefined));
  const [said, setSaid] = useState<Said>();
  const [isLate, setLate] = useState(false);
  const newest = useRef(asking);
  useEffect(() => {
    newest.current = asking;
  });

  const stop = useCallback(() => {
    if (account) localStorage.removeItem(place(account));
    setWait(undefined);
  }, [account]);

  const start = useCallback(
    (wish: { arn: string; looseReason: string }) => {
      if (!account) return;
      const next = { ...wish, until: Date.now() + waitAtMost };
      localStorage.setItem(place(account), JSON.stringify(next));
      setSaid(undefined);
      setLate(false);
      setWait(next);
    },
    [account],
  );

  useEffect(() => {
    if (!account || !wait) return undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = async () => {
      try {
        const answer = await newest.current.ask(account, wait);
        localStorage.removeItem(place(account));
        if (isOver) return;
        setWait(undefined);
        newest.current.then(answer);
      } catch (error) {
        if (isOver) return;
        const problem = asProblem(error);
        setSaid({ problem, at: timeNow() });
        if (!isNotYet(problem)) return stop();
        if (Date.now() >= wait.until) {
          setLate(true);
          return stop();
        }
        timer = setTimeout(() => void attempt(), Math.max(askAgainEvery, problem.retry_after_ms ?? 0));
      }
    };
    void attempt();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [account, wait, stop]);

  return { isWaiting: wait !== undefined, wait, said, isLate, start, stop };
}
