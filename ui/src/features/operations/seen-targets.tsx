// Of an operation with few targets: what was seen of each, and when. What is under way looks under way.
import { useText } from '../../text/language';
import { SeenAt } from '../../widgets/time';
import { databasesText } from '../databases/text';
import { isDatabase } from '../servers/queries';
import { serversText } from '../servers/text';
import type { Operation } from './queries';

const toldMax = 3;

export function SeenTargets({ operation }: { operation: Operation }) {
  const servers = useText(serversText);
  const databases = useText(databasesText).states;
  if (!/^(servers|databases)\./.test(operation.kind) || operation.targets.length > toldMax) return null;
  return operation.targets.map((one) => {
    const states = isDatabase(one) ? databases : servers.states;
    const state = one.observed_state;
    const isMoving = one.outcome === 'pending';
    return (
      <div key={`${one.account} ${one.region} ${one.id}`}>
        {one.name ?? one.id}:{' '}
        {isMoving ? (servers.inFlight[operation.kind] ?? servers.inFlight.other) : state && (states[state] ?? state)}
        {!isMoving && state && one.observed_at && (
          <>
            , <SeenAt at={one.observed_at} />
          </>
        )}
      </div>
    );
  });
}
