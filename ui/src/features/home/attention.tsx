// What waits for a person, each with the way to it.
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useMay, useSession } from '../../app/session';
import { useNow } from '../../format/use-formats';
import { useText } from '../../text/language';
import { capital } from '../../api/problem-text';
import { useFirstFew } from '../../widgets/first-few';
import { type Finding, useDoctor } from '../about/queries';
import { ageOfOldKeys } from '../accounts/keys-age';
import { useAccounts } from '../accounts/queries';
import type { OperationSummary } from '../operations/queries';
import { operationsText } from '../operations/text';
import { pathOf, type UnknownPart } from '../servers/queries';
import type { OtherSwitchers } from '../switchers/queries';
import { type SwitchersText, switchersText } from '../switchers/text';
import { type HomeText, homeText } from './text';

interface Item {
  key: string;
  type: StatusIndicatorProps.Type;
  text: string;
  href: string;
  action: string;
}

const shownAtFirst = 8;

/** Who undoes what the panel does, who switches beside it, and where that is not known for want of a permission. */
function itemsOf(switchers: OtherSwitchers | undefined, s: SwitchersText): Item[] {
  const items: Item[] = [];
  for (const one of switchers?.switchers ?? []) {
    const who = s.who(one.name, one.program);
    const first = one.servers[0];
    if (!first) continue;
    items.push({
      key: `${one.account} ${one.principal} ${one.program}`,
      type: one.undoes ? 'error' : 'warning',
      text: one.undoes ? s.attentionUndoes(who) : s.attention(who, one.servers_total),
      href: pathOf({ account: first.account, region: first.region, id: first.server }),
      action: s.see,
    });
  }
  const refused = new Map<string, string>();
  for (const one of switchers?.unread ?? [])
    if (one.unknown === 'no_permission') refused.set(one.account, one.account_name ?? one.account);
  for (const [account, name] of refused)
    items.push({
      key: `trail ${account}`,
      type: 'warning',
      text: s.noPermission(name),
      href: `/settings/accounts/${account}`,
      action: s.mend,
    });
  return items;
}

/** What is late is told with by how much; of the others the page of the doctor tells more. */
export function itemsOfDoctor(findings: readonly Finding[] | undefined, t: HomeText): Item[] {
  return (
    (findings ?? [])
      // Accounts and operations stand above already.
      .filter((one) => one.status !== 'ok' && !/^(account |operations$)/.test(one.name))
      .map((one) => ({
        key: one.name,
        type: one.status === 'problem' ? 'error' : 'warning',
        text: one.name === 'punctuality' ? capital(one.text) : t.finding(one.title),
        href: '/settings/about',
        action: t.doctor,
      }))
  );
}

function useItems(
  unknown: readonly UnknownPart[],
  failures: readonly OperationSummary[],
  switchers: OtherSwitchers | undefined,
  inScope: string[] | null,
): Item[] {
  const s = useText(switchersText);
  const t = useText(homeText);
  const kinds = useText(operationsText).kinds;
  const { user } = useSession();
  const mayConnect = useMay('account.write');
  const accounts = (useAccounts().data ?? []).filter((one) => inScope === null || inScope.includes(one.id));
  const doctor = useDoctor('glance');
  const now = useNow();
  const items: Item[] = [];
  for (const one of failures.filter((failure) => failure.state === 'needs_person'))
    items.push({
      key: one.id,
      type: 'error',
      text: t.needsPerson(kinds[one.kind] ?? one.kind),
      href: `/operations/${one.id}`,
      action: t.view,
    });
  const unread = new Map<string, UnknownPart[]>();
  for (const part of unknown)
    if (part.cause !== 'blocked') unread.set(part.account!, [...(unread.get(part.account!) ?? []), part]);
  for (const [account, parts] of unread)
    items.push({
      key: account,
      type: 'warning',
      text: t.unknown(parts[0]!.account_name ?? account, parts.length),
      href: `/servers?account=${account}`,
      action: t.see,
    });
  items.push(...itemsOf(switchers, s));
  if (mayConnect)
    for (const one of accounts.filter((account) => account.state === 'pending'))
      items.push({
        key: one.id,
        type: 'pending',
        text: t.pending(one.name),
        href: `/settings/accounts/${one.id}`,
        action: t.connect,
      });
  if (mayConnect)
    for (const one of accounts) {
      const days = ageOfOldKeys(one, now);
      if (days !== undefined)
        items.push({
          key: `keys ${one.id}`,
          type: 'warning',
          text: t.keysOld(one.name, days),
          href: `/settings/accounts/${one.id}`,
          action: t.changeKeys,
        });
    }
  items.push(...itemsOfDoctor(doctor.data, t));
  if (!user.has_authenticator)
    items.push({ key: 'factor', type: 'info', text: t.factor, href: '/settings/profile', action: t.turnOn });
  return items;
}

export function Attention(props: {
  unknown: readonly UnknownPart[];
  failures: readonly OperationSummary[];
  switchers?: OtherSwitchers | undefined;
  /** Those that the scope leaves; null: all. */
  accounts: string[] | null;
}) {
  const t = useText(homeText);
  const items = useItems(props.unknown, props.failures, props.switchers, props.accounts);
  const { shown, others } = useFirstFew(items, shownAtFirst);
  return (
    <Container fitHeight header={<Header variant="h2">{t.attention}</Header>}>
      {items.length === 0 ? (
        <Box color="text-body-secondary">{t.nothing}</Box>
      ) : (
        <SpaceBetween size="s">
          {shown.map((item) => (
            <div key={item.key} className="m-row">
              <StatusIndicator type={item.type}>{item.text}</StatusIndicator>
              <Link href={item.href}>{item.action}</Link>
            </div>
          ))}
          {others}
        </SpaceBetween>
      )}
    </Container>
  );
}
