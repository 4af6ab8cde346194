import type { Schemas } from '../../api/client';

export type Limits = Schemas['Limits'];

interface Named {
  id: string;
  name: string;
}

export function limitedTo(limits: Limits): { customers: string[]; accounts: string[] } {
  return { customers: limits?.customers ?? [], accounts: limits?.accounts ?? [] };
}

/** Limits that say nothing are refused by the API. */
export function areComplete(limits: Limits): boolean {
  const { customers, accounts } = limitedTo(limits);
  return limits === null || customers.length + accounts.length > 0;
}

export function areSame(a: Limits, b: Limits): boolean {
  const text = (limits: Limits) => {
    if (limits === null) return 'all';
    const { customers, accounts } = limitedTo(limits);
    return [...customers, ...accounts].sort().join(' ');
  };
  return text(a) === text(b);
}

/** Customers first; what is not known by name any more stands with its id. */
export function namesOf(limits: Limits, customers: Named[], accounts: Named[]): string[] {
  const name = (all: Named[], id: string) => all.find((one) => one.id === id)?.name ?? id;
  const to = limitedTo(limits);
  return [...to.customers.map((id) => name(customers, id)), ...to.accounts.map((id) => name(accounts, id))];
}
