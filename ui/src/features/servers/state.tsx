// A server's state as it was last seen; beside it what is being done to it, and whether it may be switched off.
import Icon from '@cloudscape-design/components/icon';
import Link from '@cloudscape-design/components/link';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useRunning } from '../../app/news';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import type { Server } from './queries';
import { serversText } from './text';

const marks: Record<string, StatusIndicatorProps.Type> = {
  running: 'success',
  stopped: 'stopped',
  pending: 'in-progress',
  stopping: 'in-progress',
  'shutting-down': 'in-progress',
  terminated: 'not-started',
};

export function StateMark({ state }: { state: string | null | undefined }) {
  const t = useText(serversText);
  if (!state) return <StatusIndicator type="warning">{t.states.unknown}</StatusIndicator>;
  // An unknown word of AWS is shown as it came.
  return (
    <StatusIndicator type={marks[state] ?? 'info'} wrapText={false}>
      {t.states[state] ?? state}
    </StatusIndicator>
  );
}

export function ServerState({ server }: { server: Server }) {
  const t = useText(serversText);
  const language = useLanguage();
  const running = useRunning();
  const operation = server.operation ? running.find((one) => one.id === server.operation) : undefined;
  return (
    <div className="m-nowrap">
      <StateMark state={server.state} />
      {server.never_switch_off && (
        <span
          role="img"
          title={t.lockedBecause(server.never_switch_off.reason, actorName(server.never_switch_off.by, language))}
          aria-label={t.locked}
        >
          {' '}
          <Icon name="lock-private" size="small" variant="subtle" />
        </span>
      )}
      {server.operation && (
        <div>
          <Link href={`/operations/${server.operation}`} fontSize="body-s">
            {t.inFlight[operation?.kind ?? 'other'] ?? t.inFlight.other}
          </Link>
        </div>
      )}
    </div>
  );
}
