// For which servers something is, in one line. Pure.
import type { ScheduleDraft } from './queries';

export interface TargetsWords {
  byHand: (count: number) => string;
  tag: string;
  customer: string;
  account: string;
  region: string;
  databases: string;
  databasesToo: string;
}

/** `names`: of accounts and customers, as far as they are known. */
export function targetsInWords(
  targets: ScheduleDraft['targets'],
  names: ReadonlyMap<string, string>,
  t: TargetsWords,
): string {
  const filter = targets.filter;
  const named = (ids: string[] | undefined) => ids?.map((id) => names.get(id) ?? id);
  const list = (label: string, values: string[] | undefined) =>
    values?.length ? [`${label} ${values.join(', ')}`] : [];
  const tags = filter?.tags?.map((one) => (one.value === undefined ? one.key : `${one.key}=${one.value}`));
  const kinds = filter?.kinds ?? ['servers'];
  return [
    ...(targets.servers?.length ? [t.byHand(targets.servers.length)] : []),
    ...list(t.tag, tags),
    ...list(t.customer, named(filter?.customers)),
    ...list(t.account, named(filter?.accounts)),
    ...list(t.region, filter?.regions),
    ...(kinds.includes('databases') ? [kinds.includes('servers') ? t.databasesToo : t.databases] : []),
  ].join(' · ');
}
