// What a fire came to, in one word.
import type { Fire } from './queries';

export type FireResultKind = 'ok' | 'partly' | 'failed' | 'running';

/** Undefined where nothing was asked of AWS: its outcome says why. */
export function resultOf(fire: Pick<Fire, 'results'>): FireResultKind | undefined {
  const { pending = 0, succeeded = 0, ...missed } = fire.results;
  if (pending > 0) return 'running';
  const failed = Object.values(missed).reduce((sum, count) => sum + count, 0);
  if (failed > 0) return succeeded > 0 ? 'partly' : 'failed';
  return succeeded > 0 ? 'ok' : undefined;
}
