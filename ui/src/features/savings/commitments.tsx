// What of the amounts commitments have paid for already, or why that is not known.
import type { Schemas } from '../../api/client';
import { useText } from '../../text/language';
import { savingsText } from './text';

export function CommitmentsNote({ of }: { of: Schemas['Commitments'] }) {
  const t = useText(savingsText);
  const plans =
    of.savings_plans === 'considered'
      ? t.plans.considered
      : t.plans.unknown(t.plans.why[of.savings_plans_unknown ?? 'not_read']);
  return (
    <>
      {t.commitments[of.reserved_instances]} {plans}
      {of.policy_line && <div className="m-mono">{of.policy_line}</div>}
    </>
  );
}
