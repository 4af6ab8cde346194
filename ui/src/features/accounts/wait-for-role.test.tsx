import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProblemError } from '../../api/problem';
import { setClock } from '../../app/clock';
import { askAgainEvery, keptWait, minutesLeft, useWaitForRole, waitAtMost } from './wait-for-role';

const refused = (code: string) => new ProblemError({ code, detail: 'as AWS says', status: 403 });
const wish = { arn: '123456789012', looseReason: '' };

let answers: (string | Error)[] = [];
let asked = 0;
let connected: string[] = [];

function waiting() {
  return renderHook(() =>
    useWaitForRole<string>({
      account: 'ac_1',
      ask: () => {
        asked += 1;
        const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      then: (answer) => connected.push(answer),
    }),
  );
}

const pass = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  localStorage.clear();
  asked = 0;
  connected = [];
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  setClock(undefined);
  vi.useRealTimers();
});

it('asks again until the role answers', async () => {
  answers = [refused('account.role_refused'), refused('access.not_permitted'), 'connected'];
  const { result } = waiting();
  act(() => result.current.start(wish));
  await pass();
  expect(result.current.isWaiting).toBe(true);
  expect(result.current.said?.problem.code).toBe('account.role_refused');

  await pass(askAgainEvery);
  expect(result.current.said?.problem.code).toBe('access.not_permitted');
  await pass(askAgainEvery);

  expect(connected).toEqual(['connected']);
  expect(result.current.isWaiting).toBe(false);
  expect(keptWait('ac_1', Date.now())).toBeUndefined();
  await pass(waitAtMost);
  expect(asked).toBe(3);
});

it('ends at once where waiting does not help', async () => {
  answers = [refused('account.external_id_not_required')];
  const { result } = waiting();
  act(() => result.current.start(wish));
  await pass();

  expect(result.current.isWaiting).toBe(false);
  expect(result.current.isLate).toBe(false);
  await pass(waitAtMost);
  expect(asked).toBe(1);
});

it('ends after ten minutes, with what was said last', async () => {
  answers = [refused('account.role_refused')];
  const { result } = waiting();
  act(() => result.current.start(wish));
  await pass(waitAtMost + askAgainEvery);

  expect(result.current.isWaiting).toBe(false);
  expect(result.current.isLate).toBe(true);
  expect(result.current.said?.problem.detail).toBe('as AWS says');
});

it('counts what is left by the browser, and tells when the role answered by the panel', async () => {
  answers = [refused('account.role_refused')];
  setClock({ now: '2026-03-10T14:00:00Z', times: 60 });
  const { result } = waiting();
  act(() => result.current.start(wish));
  await pass();
  expect(minutesLeft(result.current.wait!)).toBe(10);
  expect(result.current.said?.at).toBe(Date.parse('2026-03-10T14:00:00Z'));

  await pass(askAgainEvery);

  expect(minutesLeft(result.current.wait!)).toBe(10);
  expect(result.current.said?.at).toBe(Date.parse('2026-03-10T14:05:00Z'));
  await pass(120_000);
  expect(minutesLeft(result.current.wait!)).toBe(8);
});

it('waits on for whoever comes back, and no more once it was stopped', async () => {
  answers = [refused('account.role_refused')];
  const first = waiting();
  act(() => first.result.current.start(wish));
  await pass();
  first.unmount();
  await pass(askAgainEvery * 3);
  expect(asked).toBe(1);

  const second = waiting();
  await pass(askAgainEvery);
  expect(second.result.current.wait?.arn).toBe(wish.arn);
  expect(asked).toBe(3);

  act(() => second.result.current.stop());
  await pass(waitAtMost);
  expect(asked).toBe(3);
  expect(waiting().result.current.isWaiting).toBe(false);
});
