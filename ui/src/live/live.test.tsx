import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LanguageProvider, type Language } from '../text/language';
import { LiveProvider, pollInterval, usePollInterval } from './live';
import { Refresher, staleAfter, toldOf } from './stale';

type Hear = (message: { data: string; lastEventId: string }) => void;
let opened: BrowserSource[] = [];
class BrowserSource {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  listeners = new Map<string, Hear>();
  isClosed = false;
  constructor(readonly url: string) {
    opened.push(this);
  }
  addEventListener(type: string, hear: Hear) {
    this.listeners.set(type, hear);
  }
  close() {
    this.isClosed = true;
  }
}

let asked = 0;
function Shown() {
  const query = useQuery({ queryKey: ['servers', 'all'], queryFn: () => ++asked, refetchInterval: false });
  return (
    <p>
      {query.data}/{usePollInterval(2_000)}
    </p>
  );
}

function show(language: Language) {
  return render(
    <LanguageProvider value={language}>
      <QueryClientProvider client={new QueryClient()}>
        <LiveProvider company="te_1">
          <Shown />
        </LiveProvider>
      </QueryClientProvider>
    </LanguageProvider>,
  );
}

beforeEach(() => {
  opened = [];
  asked = 0;
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', BrowserSource);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const settle = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));
const say = (what: object) =>
  act(() => opened.at(-1)!.listeners.get('message')!({ data: JSON.stringify(what), lastEventId: '1' }));

it('reads anew what an event is about, and asks rarely while it lives', async () => {
  show('pt-BR');
  await settle();
  expect(screen.getByText('1/2000')).toBeTruthy();
  act(() => opened[0]!.onopen!());
  await settle(1_000);
  expect(screen.getByText(/\/60000/)).toBeTruthy();
  const before = asked;

  say({ event: 'inventory.changed' });
  await settle();
  expect(asked).toBe(before + 1);
  say({ event: 'account.connected' });
  say({ event: 'inventory.changed' });
  await settle();
  expect(asked).toBe(before + 1);
  await settle(1_000);
  expect(asked).toBe(before + 2);
});

it('reads anew once it lives, as nobody tells what changed before', async () => {
  show('en');
  await settle();
  const before = asked;

  act(() => opened[0]!.onopen!());
  await settle();
  expect(asked).toBe(before + 1);
  await settle(5_000);
  expect(asked).toBe(before + 1);
});

it.each<[Language, string, string]>([
  ['pt-BR', 'Ao vivo', 'Reconectando'],
  ['en', 'Live', 'Reconnecting'],
])('says in %s whether it lives, and falls back to asking', async (language, live, reconnecting) => {
  show(language);
  await settle();
  act(() => opened[0]!.onopen!());
  await settle(1_000);
  expect(screen.getByRole('status').textContent).toContain(live);
  expect(pollInterval(2_000)).toBe(60_000);
  const before = asked;

  act(() => opened[0]!.onerror!());
  await settle();
  expect(screen.getByRole('status').textContent).toContain(reconnecting);
  expect(pollInterval(2_000)).toBe(2_000);
  expect(asked).toBe(before + 1);

  await settle(1_000);
  act(() => opened.at(-1)!.onopen!());
  await settle();
  expect(opened).toHaveLength(2);
  expect(screen.getByRole('status').textContent).toContain(live);
  expect(asked).toBe(before + 2);
});

it('leaves its connection to others while nobody looks', async () => {
  const seen = vi.spyOn(document, 'visibilityState', 'get');
  seen.mockReturnValue('visible');
  show('en');
  seen.mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await settle(29_000);
  expect(opened[0]!.isClosed).toBe(false);
  await settle(1_000);
  expect(opened[0]!.isClosed).toBe(true);

  seen.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(opened).toHaveLength(2);
  seen.mockRestore();
});

it('ends with the page', async () => {
  const { unmount } = show('en');
  unmount();
  expect(opened[0]!.isClosed).toBe(true);
  await settle(60_000);
  expect(opened).toHaveLength(1);
});

it('reads once more what was being read when the event came', async () => {
  const queries = new QueryClient();
  let count = 0;
  const slow = () => new Promise((done) => setTimeout(() => done(++count), 1_500));
  void queries.fetchQuery({ queryKey: ['operation', 'op_1'], queryFn: slow });
  const refetch = vi.spyOn(queries, 'invalidateQueries');
  const refresher = new Refresher(queries);

  refresher.add(staleAfter({ event: 'operation.changed', operation: 'op_1' }));
  const about = () => refetch.mock.calls.filter(([filter]) => filter!.queryKey![0] === 'operation').length;
  expect(about()).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(about()).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(about()).toBe(1);
  refresher.stop();
});

it('knows what events are about', () => {
  const keys = (event: string, more = {}) => staleAfter({ event, ...more }).map((key) => key.join(' '));
  expect(keys('operation.ended', { operation: 'op_1' })).toEqual([
    'running',
    'operations',
    'servers',
    'server',
    'databases',
    'database',
    'audit',
    'operation op_1',
  ]);
  expect(keys('operation.changed')).toEqual(['running', 'operations']);
  expect(keys('policy.changed')).toContain('pauses');
  expect(keys('account.removed')).toContain('accounts');
  expect(keys('customers.changed')).toEqual(expect.arrayContaining(['customers', 'accounts']));
  expect(keys('something.new')).toEqual([]);
  expect(toldOf.map((key) => key.join(' '))).toEqual(expect.arrayContaining(['servers', 'pauses', 'operation']));
  expect(toldOf).not.toContainEqual(['session']);
});
