import { beforeEach, expect, it } from 'vitest';
import { type Happening, LiveStream, type LiveState, pauseAfter, type Source } from './stream';

class FakeSource implements Source {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;
  private listeners = new Map<string, (message: { data: string; lastEventId: string }) => void>();
  constructor(readonly url: string) {}
  addEventListener(type: string, listener: (message: { data: string; lastEventId: string }) => void) {
    this.listeners.set(type, listener);
  }
  say(type: string, data: object = {}, lastEventId = '') {
    this.listeners.get(type)!({ data: JSON.stringify(data), lastEventId });
  }
  close() {
    this.isClosed = true;
  }
}

let sources: FakeSource[], states: LiveState[], heard: Happening[], told: string[];
let waiting: { ms: number; run: () => void }[];
let stream: LiveStream;
const newest = () => sources.at(-1)!;

beforeEach(() => {
  [sources, states, heard, told, waiting] = [[], [], [], [], []];
  stream = new LiveStream(
    {
      open: (url) => {
        sources.push(new FakeSource(url));
        return newest();
      },
      later: (ms, run) => {
        const one = { ms, run };
        waiting.push(one);
        return () => void (waiting = waiting.filter((other) => other !== one));
      },
      chance: () => 1,
    },
    {
      state: (state) => states.push(state),
      happened: (what) => heard.push(what),
      reset: () => told.push('reset'),
      over: () => told.push('over'),
    },
  );
});

it('hears what happens, and what is said about the stream', () => {
  stream.start();
  newest().onopen!();
  newest().say('hello', {}, '4');
  newest().say('message', { event: 'operation.ended', operation: 'op_1' }, '5');
  newest().say('reset', {}, '9');

  expect(newest().url).toBe('/api/v1/events');
  expect(states).toEqual(['live']);
  expect(heard).toEqual([{ event: 'operation.ended', operation: 'op_1' }]);
  expect(told).toEqual(['reset']);
});

it('comes back where it was, after pauses that grow', () => {
  stream.start();
  newest().onopen!();
  newest().say('message', { event: 'a' }, '5');
  const pauses: number[] = [];
  for (let i = 0; i < 7; i++) {
    newest().onerror!();
    expect(newest().isClosed).toBe(true);
    pauses.push(waiting[0]!.ms);
    waiting.shift()!.run();
  }
  expect(newest().url).toBe('/api/v1/events?after=5');
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  expect(states.at(-1)).toBe('reconnecting');

  newest().onopen!();
  newest().onerror!();
  expect(waiting[0]!.ms).toBe(1000);
});

it('tells that the session is over, and tries again: only rights may have changed', () => {
  stream.start();
  newest().onopen!();
  newest().say('over');

  expect(told).toEqual(['over']);
  expect(newest().isClosed).toBe(true);
  expect(waiting).toHaveLength(1);
});

it('waits for nothing once it was stopped, and goes on from there', () => {
  stream.start();
  newest().say('message', { event: 'a' }, '7');
  newest().onerror!();
  stream.stop();
  expect(waiting).toHaveLength(0);
  stream.retry();
  expect(sources).toHaveLength(1);

  stream.start();
  expect(newest().url).toBe('/api/v1/events?after=7');
});

it('tries at once when the network is back', () => {
  stream.start();
  newest().onerror!();
  stream.retry();

  expect(sources).toHaveLength(2);
  expect(waiting).toHaveLength(0);
});

it('spreads over half of each pause', () => {
  expect(pauseAfter(3, 0)).toBe(2000);
  expect(pauseAfter(3, 0.5)).toBe(3000);
});
