// Which schedules are about what one looks at.
import { accountsOfScope, type Scope } from '../../app/scope';
import type { Schedule } from './queries';

interface Placed {
  id: string;
  customer?: { id?: string };
}

function overlap(some: readonly string[] | undefined, others: readonly string[]): boolean {
  return !some?.length || !others.length || some.some((one) => others.includes(one));
}

/**
 * Whether a schedule may have a target within the scope: by the servers that it names, or by its filter. One that chooses
 * by tags alone may have targets anywhere.
 */
export function mayConcern(targets: Schedule['targets'], scope: Scope, accounts: readonly Placed[]): boolean {
  const left = accountsOfScope(scope, accounts);
  const isLeft = (account: string) => left === null || left.includes(account);
  const named = targets.servers ?? [];
  if (named.some((one) => isLeft(one.account) && overlap([one.region], scope.regions))) return true;
  const filter = targets.filter;
  if (!filter || !Object.values(filter).some((members) => members.length > 0)) return false;
  const chosen = accountsOfScope(
    { customers: filter.customers ?? [], accounts: filter.accounts ?? [], regions: [] },
    accounts,
  );
  const hasAccount = left === null || (chosen === null ? left.length > 0 : chosen.some(isLeft));
  return hasAccount && overlap(filter.regions, scope.regions);
}
