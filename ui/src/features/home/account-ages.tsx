// How old what is shown is, by account: an account whose last look failed says so.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useText } from '../../text/language';
import { SmallRows } from '../../widgets/small-rows';
import { Age } from '../../widgets/time';
import { useAccounts } from '../accounts/queries';
import type { ServerList } from '../servers/queries';
import { homeText } from './text';

export function AccountAges({ list, accounts }: { list: ServerList | undefined; accounts: string[] | null }) {
  const t = useText(homeText);
  const all = useAccounts().data ?? [];
  const rows = all
    .filter((one) => one.state === 'connected' && (accounts === null || accounts.includes(one.id)))
    .map((account) => {
      const read = (list?.read ?? []).filter((part) => part.account === account.id);
      const unread = (list?.unknown ?? []).filter((part) => part.account === account.id);
      const instants = read.flatMap((part) => (part.observed_at ? [part.observed_at] : [])).sort();
      return {
        account,
        read: read.length,
        failed: unread.filter((part) => part.cause !== 'blocked').length + read.filter((part) => !part.complete).length,
        oldest: instants[0],
      };
    });
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={t.dataText}>
          {t.data}
        </Header>
      }
    >
      <SmallRows
        label={t.data}
        items={list && rows}
        trackBy={(one) => one.account.id}
        columns={[
          {
            id: 'account',
            header: t.account,
            cell: (one) => <Link href={`/settings/accounts/${one.account.id}`}>{one.account.name}</Link>,
          },
          {
            id: 'age',
            header: t.oldest,
            cell: (one) => (one.oldest ? <Age at={one.oldest} /> : <span className="m-muted">{t.neverRead}</span>),
          },
          { id: 'regions', header: t.regions, cell: (one) => one.read },
          {
            id: 'failed',
            header: t.unread,
            cell: (one) => (one.failed > 0 ? <StatusIndicator type="warning">{one.failed}</StatusIndicator> : '–'),
          },
        ]}
      />
    </Container>
  );
}
