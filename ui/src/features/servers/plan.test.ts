import { expect, it } from 'vitest';
import { countLosses, countUncertain, judged, type PlannedTarget, type SwitchPlan } from './plan';

const target = (more: Partial<PlannedTarget> = {}): PlannedTarget => ({
  id: 'i-1',
  account: 'ac_1',
  region: 'sa-east-1',
  name: 'loja-1',
  state: 'running',
  observed_at: '2026-11-25T12:00:00Z',
  verdict: 'will',
  warnings: [],
  losses: [],
  ...more,
});
const memory = { code: 'memory' as const, text: '', certain: true };
const address = { code: 'public_address' as const, text: '', certain: true };
const disks = { code: 'instance_store' as const, text: '', certain: false };
const planOf = (...targets: PlannedTarget[]): SwitchPlan => ({ kind: 'servers.stop', targets, not_judged: [] });

it('counts what has to be agreed to as refused until it is', () => {
  const plan = planOf(target({ losses: [memory, address] }), target({ losses: [memory, disks] }));
  expect(judged(plan, false).map((one) => one.verdict)).toEqual(['refused', 'will']);
  expect(judged(plan, false)[0]!.reason_code).toBe('server.losses');
  expect(judged(plan, true).map((one) => one.verdict)).toEqual(['will', 'will']);
});

it('counts losses of those only that would change, and tells certain from possible', () => {
  const plan = planOf(
    target({ losses: [memory, address, disks] }),
    target({ losses: [memory, address] }),
    target({ verdict: 'refused', losses: [address, disks] }),
  );
  expect(countLosses(plan)).toEqual({ public_address: 2 });
  expect(countUncertain(plan)).toBe(1);
});
