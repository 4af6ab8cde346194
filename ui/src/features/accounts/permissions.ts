// The permissions of a connection as a matrix: services, and of each what only reads and what acts.
import type { Permission } from '../../api/open-shapes';
import type { Language } from '../../text/language';

export type Result = Permission['result'];
export type Kind = 'read' | 'act';
export const kinds: Kind[] = ['read', 'act'];

/** What is missing stands first. */
export const order: Result[] = ['denied', 'blocked_by_organization', 'not_tried', 'allowed', 'not_wanted'];

export interface ServiceRow {
  service: string;
  read: Permission[];
  act: Permission[];
}

export function kindOf(action: string): Kind {
  return /:(Describe|Get|List|Lookup)/.test(action) ? 'read' : 'act';
}

/** In the order in which the services are first named. */
export function matrixOf(permissions: readonly Permission[]): ServiceRow[] {
  const rows = new Map<string, ServiceRow>();
  for (const one of permissions) {
    const row = rows.get(one.service) ?? { service: one.service, read: [], act: [] };
    rows.set(one.service, row);
    row[kindOf(one.action)].push(one);
  }
  for (const row of rows.values())
    for (const kind of kinds) row[kind].sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
  return [...rows.values()];
}

/** How many there are of each result. */
export function countsOf(permissions: readonly Permission[]): [Result, number][] {
  return order.flatMap((result) => {
    const count = permissions.filter((one) => one.result === result).length;
    return count > 0 ? [[result, count] as [Result, number]] : [];
  });
}

const services: Record<string, string> = {
  ec2: 'EC2',
  rds: 'RDS',
  kms: 'KMS',
  ce: 'Cost Explorer',
  cloudtrail: 'CloudTrail',
  pricing: 'Price List',
  route53: 'Route 53',
  savingsplans: 'Savings Plans',
};

export function serviceName(service: string): string {
  return services[service] ?? service;
}

/** How the check knows, or why it does not. Its own sentences are few; all others are AWS's words. */
const details: Record<string, string> = {
  'tried as a dry run on a server of the account': 'Testada como ensaio (dry run) em um servidor da conta.',
  'tried as a dry run on a made-up id, as no server is known; rules about tags do not show this way':
    'Testada como ensaio (dry run) em um ID inventado, pois nenhum servidor é conhecido; regras sobre tags não aparecem assim.',
  'AWS charges for each question to Cost Explorer, so none is asked only to try it':
    'A AWS cobra cada consulta ao Cost Explorer; nenhuma é feita só para testar.',
  'cannot be tried without a change; it shows when it is needed':
    'Não dá para testar sem mudar algo; aparece quando for preciso.',
  'no region of the account answers': 'Nenhuma região da conta responde.',
};

export interface Told {
  text: string;
  /** Of somebody else, who speaks English. */
  isOfAws: boolean;
}

export function detailOf(detail: string | undefined, language: Language): Told | undefined {
  if (!detail) return undefined;
  const portuguese = details[detail];
  if (!portuguese) return { text: detail, isOfAws: true };
  return {
    text: language === 'pt-BR' ? portuguese : detail.charAt(0).toUpperCase() + detail.slice(1) + '.',
    isOfAws: false,
  };
}
