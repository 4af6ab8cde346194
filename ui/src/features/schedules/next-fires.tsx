// On Home: what schedules do next. Nothing is shown while none of them has anything due.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { api, must } from '../../api/client';
import type { Scope } from '../../app/scope';
import { pollInterval } from '../../live/live';
import { useText } from '../../text/language';
import { Age } from '../../widgets/time';
import { LocalMoment } from './marks';
import { type Schedule, useSchedules } from './queries';
import { schedulesText } from './text';

const shown = 5;

/** Those with a target within the scope. */
function useSchedulesOf({ customers, accounts, regions }: Scope): Schedule[] | undefined {
  const isNarrowed = customers.length + accounts.length + regions.length > 0;
  const all = useSchedules();
  const some = useQuery({
    queryKey: ['schedules', 'at', customers, accounts, regions],
    queryFn: () =>
      must(
        api.GET('/api/v1/schedules', {
          params: { query: { customer: customers, account: accounts, region: regions, limit: 500 } },
        }),
      ),
    enabled: isNarrowed,
    refetchInterval: () => pollInterval(30_000),
  });
  return (isNarrowed ? some : all).data?.schedules;
}

export function NextFires({ scope }: { scope: Scope }) {
  const t = useText(schedulesText);
  const due = (useSchedulesOf(scope) ?? [])
    .flatMap((one) => (one.next_due ? [{ ...one, next: one.next_due }] : []))
    .sort((a, b) => a.next.instant.localeCompare(b.next.instant))
    .slice(0, shown);
  if (due.length === 0) return null;
  return (
    <Container header={<Header variant="h2">{t.nextFires}</Header>}>
      <SpaceBetween size="s">
        {due.map((one) => (
          <div key={one.id} className="m-row">
            <Link href={`/schedules/${one.id}`}>{one.name}</Link>
            <span>
              <LocalMoment local={one.next.local} zone={one.next.zone} /> · <Age at={one.next.instant} />
            </span>
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
