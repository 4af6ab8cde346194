// What a start, stop or reboot of many servers would do, told before anybody confirms it. The panel judges by what it has
// stored; what only AWS knows (protections, capacity, permissions) is judged when the operation runs.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import type { ServerKey } from './queries';

export type Change = 'start' | 'stop' | 'reboot';
export type SwitchPlan = Schemas['SwitchPlan'];
export type PlannedTarget = Schemas['PlannedTarget'];

type Loss = PlannedTarget['losses'][number];

/** Losses that a first stop needs leave for; everybody knows that a stop ends programs. */
export function isAsked(loss: Loss): boolean {
  return loss.certain && loss.code !== 'memory';
}

/** What is not agreed to is refused by the panel; so it does not count as changing. */
export function judged(plan: SwitchPlan, accepts: boolean): PlannedTarget[] {
  return plan.targets.map((one) =>
    one.verdict === 'will' && !accepts && one.losses.some(isAsked)
      ? { ...one, verdict: 'refused' as const, reason_code: 'server.losses' }
      : one,
  );
}

/** How many servers that would change lose what has to be agreed to, by code. */
export function countLosses(plan: SwitchPlan): Partial<Record<Loss['code'], number>> {
  const counts: Partial<Record<Loss['code'], number>> = {};
  for (const { verdict, losses } of plan.targets)
    if (verdict === 'will') for (const { code } of losses.filter(isAsked)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** Of how many it is not known whether a first stop would lose something. */
export function countUncertain(plan: SwitchPlan): number {
  return plan.targets.filter((one) => one.verdict === 'will' && one.losses.some((loss) => !loss.certain)).length;
}

export function usePlan(change: Change, servers: readonly ServerKey[], despitePause: string, isReady: boolean) {
  const keys = servers.map(({ id, account, region }) => ({ id, account, region }));
  return useQuery({
    // Whether there is a reason decides, not its words.
    queryKey: ['plan', change, keys, despitePause !== ''],
    queryFn: () => {
      const params = { query: { plan: true } };
      const body = { servers: keys, ...(despitePause ? { despite_pause: despitePause } : {}) };
      if (change === 'start') return must(api.POST('/api/v1/servers/start', { params, body })) as Promise<SwitchPlan>;
      if (change === 'stop') return must(api.POST('/api/v1/servers/stop', { params, body })) as Promise<SwitchPlan>;
      return must(api.POST('/api/v1/servers/reboot', { params, body })) as Promise<SwitchPlan>;
    },
    enabled: isReady,
    placeholderData: keepPreviousData,
  });
}
