// What a start, stop or reboot of many servers would do, told before anybody confirms it. It follows what the panel has
// stored; what only AWS knows (protections, capacity, permissions) is judged when the operation runs.
import type { Pause } from '../../api/open-shapes';
import { pauseOf } from '../policy/queries';
import type { Server, ServerDetail } from './queries';

export type Change = 'start' | 'stop' | 'reboot';

export type Verdict =
  | 'already_running'
  | 'already_stopped'
  | 'ending'
  | 'busy'
  | 'locked'
  | 'scaling_group'
  | 'managed'
  | 'instance_store'
  | 'not_running'
  | 'paused'
  | 'losses'
  | 'state_unknown';

export interface Planned {
  server: Server;
  outcome: 'will' | 'already' | 'refused';
  verdict?: Verdict;
}

export interface PlanFacts {
  pauses: readonly Pause[];
  customerOf: (account: string) => string | undefined;
  /** A reason to act although it is paused was given. */
  despitePause: boolean;
  detailOf?: (server: Server) => ServerDetail | undefined;
}

const groupTag = 'aws:autoscaling:groupName';

function planOne(change: Change, server: Server, facts: PlanFacts): Planned {
  const refused = (verdict: Verdict): Planned => ({ server, outcome: 'refused', verdict });
  if (server.gone_at || server.state === 'terminated' || server.state === 'shutting-down') return refused('ending');
  if (server.operation) return refused('busy');
  if (change === 'start' && server.state === 'running')
    return { server, outcome: 'already', verdict: 'already_running' };
  if (change === 'stop' && server.state === 'stopped')
    return { server, outcome: 'already', verdict: 'already_stopped' };
  if (!facts.despitePause && pauseOf(facts.pauses, server.account, facts.customerOf(server.account)))
    return refused('paused');
  if (change !== 'start' && server.never_switch_off) return refused('locked');
  if (change === 'reboot' && (server.state === 'stopped' || server.state === 'stopping')) return refused('not_running');
  if (change !== 'reboot' && groupTag in server.tags) return refused('scaling_group');
  const document = facts.detailOf?.(server)?.document;
  if (document?.Operator?.Managed) return refused('managed');
  if (change === 'stop' && document?.RootDeviceType === 'instance-store') return refused('instance_store');
  if (server.state === null) return { server, outcome: 'will', verdict: 'state_unknown' };
  return { server, outcome: 'will' };
}

export function plan(change: Change, servers: readonly Server[], facts: PlanFacts): Planned[] {
  return servers.map((server) => planOne(change, server, facts));
}

/** Losses that a first stop needs leave for; everybody knows that a stop ends programs. */
export const askedLosses = ['public_address', 'instance_store'] as const;

export function countLosses(details: readonly (ServerDetail | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const detail of details)
    for (const { code } of detail?.first_stop_losses ?? []) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

export function losesAsked(detail: ServerDetail | undefined): boolean {
  const asked: readonly string[] = askedLosses;
  return (detail?.first_stop_losses ?? []).some(({ code }) => asked.includes(code));
}
