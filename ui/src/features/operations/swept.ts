// What a sweep saw in a region: how many servers there are, or why nobody knows.
import type { OperationsText } from './text';

export function sweptText(state: string | undefined, t: OperationsText): string {
  const count = /^servers: (\d+)$/.exec(state ?? '')?.[1];
  if (count !== undefined) return t.sweptServers(Number(count));
  return t.swept[state ?? 'unknown'] ?? state ?? '';
}
