import { useText } from '../../text/language';
import { useAccounts, useAllCustomers } from '../accounts/queries';
import { type Limits, namesOf } from './limits';
import { identityText } from './text';

/** What a role is for, in words. */
export function LimitsText({ limits }: { limits: Limits | undefined }) {
  const t = useText(identityText).limits;
  const customers = useAllCustomers();
  const accounts = useAccounts();
  if (limits === undefined || limits === null) return <>{t.all}</>;
  // Not ids that turn into names a moment later.
  if (customers.isPending || accounts.isPending) return <>…</>;
  return <>{namesOf(limits, customers.data ?? [], accounts.data ?? []).join(', ')}</>;
}
