import type { ServerList } from '../servers/queries';

export type Bucket = 'running' | 'stopped' | 'moving' | 'unknown' | 'gone';

const buckets: Record<string, Bucket> = {
  running: 'running',
  stopped: 'stopped',
  pending: 'moving',
  stopping: 'moving',
  'shutting-down': 'moving',
  terminated: 'gone',
};

/** AWS's states that a number on the page leads to. */
export const statesOf: Record<Bucket, string[]> = {
  running: ['running'],
  stopped: ['stopped'],
  moving: ['pending', 'stopping', 'shutting-down'],
  unknown: ['unknown'],
  gone: ['terminated'],
};

export function countByState(states: ServerList['states']): Record<Bucket, number> {
  const counts: Record<Bucket, number> = { running: 0, stopped: 0, moving: 0, unknown: 0, gone: 0 };
  for (const [state, count] of Object.entries(states)) counts[buckets[state] ?? 'unknown'] += count;
  return counts;
}
