import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useScoped } from '../../app/scope';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { isCounted, type ServerList, unreadOf } from '../servers/queries';
import { type Bucket, countByState, statesOf } from './counts';
import { homeText } from './text';

const colors: Record<Bucket, string> = {
  running: 'var(--m-running)',
  stopped: 'var(--m-stopped)',
  moving: 'var(--m-moving)',
  unknown: 'var(--m-unknown)',
  gone: 'var(--m-gone)',
};

export function ServerCounts({ list }: { list: ServerList | undefined }) {
  const t = useText(homeText);
  const formats = useFormats();
  const scoped = useScoped();
  const known = list && isCounted(list) ? list : undefined;
  const counts = known && countByState(known.states);
  const unread = list ? unreadOf(list.unknown) : 0;
  // What is zero is left out, but for the two that everybody looks for.
  const shown = (['running', 'stopped', 'moving', 'unknown', 'gone'] as const).filter(
    (one) => one === 'running' || one === 'stopped' || (counts?.[one] ?? 0) > 0,
  );
  const number = (value: number | undefined) => (value === undefined ? (list ? '?' : '…') : formats.number(value));
  const linkOf = (bucket: Bucket) => {
    const states = statesOf[bucket].map((state) => `state=${state}`).join('&');
    return scoped(states ? `/servers?${states}` : '/servers');
  };
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={t.serversText}>
          {t.servers}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <div className="m-counts">
          <div>
            <Box variant="awsui-key-label">{t.total}</Box>
            <Link href={scoped('/servers')} fontSize="display-l">
              <span className="m-count">{number(known?.total)}</span>
            </Link>
          </div>
          {shown.map((bucket) => (
            <div key={bucket}>
              <Box variant="awsui-key-label">{t.states[bucket]}</Box>
              <Link href={linkOf(bucket)} fontSize="display-l">
                <span className="m-count">{number(counts?.[bucket])}</span>
              </Link>
            </div>
          ))}
        </div>
        <div
          className="m-bar"
          role="img"
          aria-label={`${t.bar}: ${shown.map((one) => `${t.states[one]} ${number(counts?.[one])}`).join(', ')}`}
        >
          {shown.map(
            (bucket) =>
              (counts?.[bucket] ?? 0) > 0 && (
                <span key={bucket} style={{ flexGrow: counts![bucket], background: colors[bucket] }} />
              ),
          )}
        </div>
        <div className="m-muted">
          <b>{t.cost}</b>: {t.costNotEnabled}
        </div>
        {unread > 0 && <Box color="text-status-warning">{t.partial(unread)}</Box>}
      </SpaceBetween>
    </Container>
  );
}
