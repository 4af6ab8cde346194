import { useText } from '../../text/language';
import { useAccounts, useCustomers } from '../accounts/queries';
import { type Limits, namesOf } from './limits';
import { identityText } from './text';

/** What a role is for, in words. */
export function LimitsText({ limits }: { limits: Limits | undefined }) {
  const t = useText(identityText).limits;
  const customers = useCustomers();
  const accounts = useAccounts();
  if (limits === undefined || limits === null) return <>{t.all}</>;
  return <>{namesOf(limits, customers.data ?? [], accounts.data ?? []).join(', ')}</>;
}
