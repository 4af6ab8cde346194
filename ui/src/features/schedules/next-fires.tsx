// On Home: what schedules do next. Nothing is shown while none of them has anything due.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Scope } from '../../app/scope';
import { useText } from '../../text/language';
import { Age } from '../../widgets/time';
import { LocalMoment } from './marks';
import { useSchedules } from './queries';
import { schedulesText } from './text';

const shown = 5;

export function NextFires({ scope }: { scope: Scope }) {
  const t = useText(schedulesText);
  const due = (useSchedules(scope).data?.schedules ?? [])
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
