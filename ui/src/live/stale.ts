// Which caches an event makes stale, and when they are read again: at once, but a storm of events asks once a second,
// and what is being read already is read once more afterwards, as it may have been answered before the event.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Happening } from './stream';

const lists: [prefix: string, keys: string[]][] = [
  ['operation.changed', ['running', 'operations']],
  ['operation.', ['running', 'operations', 'servers', 'server', 'databases', 'database', 'audit']],
  ['inventory.', ['servers', 'server', 'databases', 'database', 'accounts']],
  ['account.', ['accounts', 'customers', 'servers', 'databases', 'audit']],
  ['customers.', ['customers', 'accounts', 'servers', 'databases', 'audit']],
  ['policy.', ['pauses', 'never-switch-off', 'servers', 'server', 'databases', 'database', 'opportunities', 'audit']],
  ['schedules.fired', ['schedules', 'decisions', 'audit']],
  [
    'schedules.',
    [
      'schedules',
      'decisions',
      'freezes',
      'maintenance',
      'calendars',
      'opportunities',
      'servers',
      'server',
      'databases',
      'database',
      'audit',
    ],
  ],
  ['overrides.', ['overrides', 'decisions', 'servers', 'server', 'audit']],
  ['identity.', ['members', 'invitations', 'session', 'sessions', 'audit']],
];

export function staleAfter(what: Happening): QueryKey[] {
  const keys: QueryKey[] = (lists.find(([prefix]) => what.event.startsWith(prefix))?.[1] ?? []).map((key) => [key]);
  if (typeof what.operation === 'string') keys.push(['operation', what.operation]);
  return keys;
}

/** What events are about. The session is not among it: it is asked for by itself. */
export const toldOf: QueryKey[] = [...new Set([...lists.flatMap(([, keys]) => keys), 'operation'])]
  .filter((key) => key !== 'session')
  .map((key) => [key]);

const pause = 1_000;

export class Refresher {
  private waiting = new Map<string, QueryKey>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly queries: QueryClient) {}

  add(keys: QueryKey[]): void {
    for (const key of keys) this.waiting.set(JSON.stringify(key), key);
    if (this.timer === null) this.flush();
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.clear();
  }

  private flush(): void {
    this.timer = null;
    if (this.waiting.size === 0) return;
    for (const [name, queryKey] of [...this.waiting]) {
      if (this.queries.isFetching({ queryKey }) > 0) continue;
      this.waiting.delete(name);
      void this.queries.invalidateQueries({ queryKey });
    }
    this.timer = setTimeout(() => this.flush(), pause);
  }
}
