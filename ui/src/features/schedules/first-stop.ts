// What AWS says beforehand of switching servers, as facts that somebody can tick off.
import type { Schemas } from '../../api/client';
import { isDatabase } from '../servers/queries';
import type { ScheduleDraft } from './queries';
import type { Rule } from './rules';

export type ScheduleCheck = Schemas['ScheduleCheck'];
type Checked = ScheduleCheck['servers'][number];
type Obstacle = Schemas['Obstacle'];

export const facts = ['permission', 'shutdown', 'protection', 'key', 'other'] as const;
export type Fact = (typeof facts)[number];

const byCode: Record<string, Fact> = {
  'server.terminates_on_shutdown': 'shutdown',
  'server.stop_protected': 'protection',
};

function factOf({ code }: Obstacle): Fact {
  if (code.startsWith('key.')) return 'key';
  // A code of AWS is the answer to a dry run, which looks at permissions alone.
  return byCode[code] ?? (code.startsWith('server.') || code.startsWith('database.') ? 'other' : 'permission');
}

export interface FactState {
  fact: Fact;
  /** Servers of which it is in order, of which it is not and why, and of which it is not known. */
  fine: number;
  wrong: { server: Checked; why: Obstacle }[];
  unknown: number;
}

/** By a look that gave no answer; `permission` is by each of them. */
const judgedBy: Record<Exclude<Fact, 'permission'>, 'stop' | 'start'> = {
  shutdown: 'stop',
  protection: 'stop',
  key: 'start',
  other: 'stop',
};

/** AWS gave no answer to the question at all. */
function isSilent(found: Obstacle[] | undefined): boolean {
  return (found ?? []).some((one) => one.weight === 'unknown' && one.code.startsWith('aws.'));
}

/** RDS has no dry run, and neither protection nor a behaviour at shutdown. */
const ofServers: readonly Fact[] = ['permission', 'shutdown', 'protection'];

/** Permissions and keys are asked by themselves; the rules stop at the first refusal. */
function isJudgedInTurn(fact: Fact): boolean {
  return fact !== 'permission' && fact !== 'key';
}

const typesMax = 5; // As many as one check takes.

function typeOf(rule: Rule): string | undefined {
  if ('window' in rule) return rule.window.type;
  return 'once' in rule ? rule.once.type : rule.point.type;
}

/** Types that the schedule gives its servers at some time. */
export function typesOf({ rules, calendars, exceptions }: ScheduleDraft): string[] {
  const windows = [...(calendars ?? []), ...(exceptions ?? [])].flatMap(
    (one) => (one.windows ?? []) as { type?: string }[],
  );
  const types = [...(rules as unknown as Rule[]).map(typeOf), ...windows.map((one) => one.type)];
  return [...new Set(types)].filter((type) => type !== undefined).slice(0, typesMax);
}

export function rebootsIn({ rules }: ScheduleDraft): boolean {
  return (rules as unknown as Rule[]).some((rule) => 'point' in rule && rule.point.action === 'reboot');
}

export interface TypeObstacle {
  type: string;
  why: Obstacle;
  servers: Checked[];
}

/** What there is to say of the types, with the servers of which it is said. */
export function typeObstaclesOf(check: ScheduleCheck): TypeObstacle[] {
  const found = new Map<string, TypeObstacle>();
  for (const server of check.servers)
    for (const { type, obstacles } of server.resize ?? [])
      for (const why of obstacles) {
        const key = `${type} ${why.code}`;
        const known = found.get(key) ?? { type, why, servers: [] };
        known.servers.push(server);
        found.set(key, known);
      }
  return [...found.values()];
}

/** What is refused for one reason was not looked at for those that come after it. */
export function factsOf(check: ScheduleCheck): FactState[] {
  return facts.map((fact) => {
    const state: FactState = { fact, fine: 0, wrong: [], unknown: check.total - check.servers.length };
    for (const server of check.servers) {
      if (ofServers.includes(fact) && isDatabase({ id: server.server })) continue;
      const isUnasked = fact !== 'permission' && isSilent(server[judgedBy[fact]]);
      const found = [...(server.stop ?? []), ...(server.start ?? []), ...(server.reboot ?? [])];
      const ofFact = found.filter((one) => factOf(one) === fact);
      const why = ofFact.find((one) => one.weight === 'prevents');
      const isHidden = isJudgedInTurn(fact) && found.some((one) => isJudgedInTurn(factOf(one)));
      if (server.no_answer || isUnasked || (ofFact.length > 0 && !why)) state.unknown += 1;
      else if (why) state.wrong.push({ server, why });
      else if (isHidden) state.unknown += 1;
      else state.fine += 1;
    }
    return state;
  });
}
