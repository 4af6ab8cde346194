// Access keys that grow old: somebody is to put new ones in their place. When AWS made them is not known; counted is since
// the panel has had them.
import type { Schemas } from '../../api/client';

const day = 86_400_000;
const keysLast = 90;

/** In whole days; undefined where the panel gets in by a role, or not yet. */
export function ageOfKeys(account: Schemas['Account'], now: number): number | undefined {
  if (account.connection !== 'keys' || !account.connected_at) return undefined;
  return Math.floor((now - Date.parse(account.connected_at)) / day);
}

/** The same, once it is time. */
export function ageOfOldKeys(account: Schemas['Account'], now: number): number | undefined {
  const age = ageOfKeys(account, now);
  return age !== undefined && age >= keysLast ? age : undefined;
}
