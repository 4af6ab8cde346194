// The panel's stream of events as a browser follows it: one connection while the page is seen, taken up again with the
// last id after a pause that grows. Nothing of React and nothing of the caches.

export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** What has happened: its kind, and the ids to ask for. */
export interface Happening {
  event: string;
  [field: string]: unknown;
}

/** What is used of an EventSource. */
export interface Source {
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(type: string, listener: (message: { data: string; lastEventId: string }) => void): void;
  close(): void;
}

export interface Surroundings {
  open(url: string): Source;
  /** Returns how to take it back. */
  later(ms: number, run: () => void): () => void;
  /** In [0, 1): many browsers do not come back together. */
  chance(): number;
}

export interface Hearer {
  state(state: LiveState): void;
  happened(what: Happening): void;
  /** Too much was missed: everything is to be read anew. */
  reset(): void;
  /** The session has ended or has other rights. */
  over(): void;
}

const pauseLeast = 1_000;
const pauseMost = 30_000;

/** Before the attempt after `failures` in a row. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(pauseMost, pauseLeast * 2 ** Math.min(failures - 1, 10)) * (0.5 + chance / 2);
}

export class LiveStream {
  private source: Source | null = null;
  private takeBack: (() => void) | null = null;
  private failures = 0;
  private last = '';

  constructor(
    private readonly around: Surroundings,
    private readonly hearer: Hearer,
  ) {}

  start(): void {
    if (this.source) return;
    this.takeBack?.();
    this.takeBack = null;
    const source = this.around.open(`/api/v1/events${this.last ? `?after=${this.last}` : ''}`);
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      this.hearer.state('live');
    };
    source.onerror = () => this.lost();
    const on = (type: string, hear: (data: string) => void) =>
      source.addEventListener(type, ({ data, lastEventId }) => {
        if (source !== this.source) return;
        if (lastEventId) this.last = lastEventId;
        hear(data);
      });
    on('hello', () => {});
    on('message', (data) => this.hearer.happened(JSON.parse(data) as Happening));
    on('reset', () => this.hearer.reset());
    on('over', () => {
      this.hearer.over();
      this.lost();
    });
  }

  /** Nobody looks, or the page ends; `start` takes it up where it was. */
  stop(): void {
    this.takeBack?.();
    this.takeBack = null;
    this.source?.close();
    this.source = null;
  }

  /** There is reason to hope: the network is back. */
  retry(): void {
    if (this.takeBack) this.start();
  }

  private lost(): void {
    this.source?.close();
    this.source = null;
    this.failures += 1;
    this.hearer.state('reconnecting');
    this.takeBack = this.around.later(pauseAfter(this.failures, this.around.chance()), () => {
      this.takeBack = null;
      this.start();
    });
  }
}
