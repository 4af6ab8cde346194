// A database's state as it was last seen, and what is being done to it.
import Icon from '@cloudscape-design/components/icon';
import Link from '@cloudscape-design/components/link';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useRunning } from '../../app/news';
import { useText } from '../../text/language';
import type { Database } from './queries';
import { databasesText } from './text';

const marks: Record<string, StatusIndicatorProps.Type> = {
  available: 'success',
  stopped: 'stopped',
  failed: 'error',
  'storage-full': 'error',
  'inaccessible-encryption-credentials': 'error',
  'inaccessible-encryption-credentials-recoverable': 'error',
};

export function StateMark({ state }: { state: string | null | undefined }) {
  const t = useText(databasesText);
  if (!state) return <StatusIndicator type="warning">{t.unknownState}</StatusIndicator>;
  // AWS goes on by itself from every other state; a word that is not known is shown as it came.
  return (
    <StatusIndicator type={marks[state] ?? 'in-progress'} wrapText={false}>
      {t.states[state] ?? state}
    </StatusIndicator>
  );
}

export function DatabaseState({ database }: { database: Database }) {
  const t = useText(databasesText);
  const running = useRunning();
  const operation = database.operation ? running.find((one) => one.id === database.operation) : undefined;
  return (
    <div className="m-nowrap">
      <StateMark state={database.state} />
      {database.never_switch_off && (
        <span role="img" aria-label={t.one.lock} title={`${t.one.lock}: ${database.never_switch_off.reason}`}>
          {' '}
          <Icon name="lock-private" size="small" variant="subtle" />
        </span>
      )}
      {database.operation && (
        <div>
          <Link href={`/operations/${database.operation}`} fontSize="body-s">
            {t.inFlight[operation?.kind ?? 'other'] ?? t.inFlight.other}
          </Link>
        </div>
      )}
    </div>
  );
}
