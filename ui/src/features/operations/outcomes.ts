import type { Outcome, Target } from './queries';
import type { OperationsText } from './text';

export type Outcomes = Partial<Record<Outcome, number>>;

const order: Outcome[] = ['succeeded', 'pending', 'needs_person', 'failed', 'refused', 'cancelled'];

export function outcomesOf(targets: readonly Pick<Target, 'outcome'>[]): Outcomes {
  const counts: Outcomes = {};
  for (const { outcome } of targets) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** "3 feitos, 1 recusado". */
export function outcomesText(outcomes: Outcomes, t: OperationsText): string {
  return order.flatMap((one) => (outcomes[one] ? [t.counted[one](outcomes[one])] : [])).join(', ');
}
