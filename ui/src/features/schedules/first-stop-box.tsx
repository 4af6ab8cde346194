// Before the first stop: what AWS says now of the servers that are chosen, and what nobody can know before.
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useLanguage, useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { Age } from '../../widgets/time';
import { reasonText } from '../operations/reason-text';
import { factsOf, type FactState, typeObstaclesOf, type TypeObstacle } from './first-stop';
import { firstStopText } from './first-stop-text';
import { type Preview, type ScheduleDraft, useCheck } from './queries';
import { schedulesText } from './text';

const namedMax = 5;

function names(of: readonly string[]): string {
  return of.slice(0, namedMax).join(', ') + (of.length > namedMax ? '…' : '');
}

function Fact({ state }: { state: FactState }) {
  const t = useText(firstStopText);
  const s = useText(schedulesText);
  const language = useLanguage();
  const { fact, fine, wrong, unknown } = state;
  // That nothing else is in the way is no fact of its own.
  if (fact === 'other' && wrong.length === 0) return null;
  const type = wrong.length > 0 ? 'error' : unknown > 0 ? 'warning' : 'success';
  const reasons = [...new Set(wrong.map(({ why }) => reasonText(why.code, why.text, language).text))];
  return (
    <div>
      <StatusIndicator type={type}>
        {t.facts[fact]}
        {wrong.length === 0 && unknown === 0 && `: ${t.fine[fact]} (${s.approved(fine)})`}
      </StatusIndicator>
      {wrong.length > 0 && (
        <div className="m-muted">
          {reasons.join(' ')} ({names(wrong.map(({ server }) => server.name ?? server.server))})
        </div>
      )}
      {unknown > 0 && <div className="m-muted">{t.notChecked(unknown)}</div>}
    </div>
  );
}

function TypeFact({ of: { type, why, servers } }: { of: TypeObstacle }) {
  const t = useText(firstStopText);
  const language = useLanguage();
  return (
    <div>
      <StatusIndicator type={why.weight === 'prevents' ? 'error' : 'warning'}>
        {t.becomes(type)} ({names(servers.map((one) => one.name ?? one.server))})
      </StatusIndicator>
      <div className="m-muted">{reasonText(why.code, why.text, language).text}</div>
    </div>
  );
}

/** Of the preview: servers whose public address a first stop changes. */
function Address({ preview }: { preview: Preview | undefined }) {
  const t = useText(firstStopText);
  if (!preview) return null;
  const known = new Map(preview.targets.map((one) => [one.server, one.name ?? one.server]));
  const of = preview.problems.filter((one) => one.code === 'public_address').map((one) => one.server);
  if (of.length === 0) return <StatusIndicator type="success">{t.addressStays}</StatusIndicator>;
  return (
    <div>
      <StatusIndicator type="warning">{t.addressChanges}</StatusIndicator>
      <div className="m-muted">
        {names(of.map((one) => known.get(one) ?? one))}. {t.tickBelow}
      </div>
    </div>
  );
}

export function FirstStopBox({ draft, preview }: { draft: ScheduleDraft | null; preview: Preview | undefined }) {
  const t = useText(firstStopText);
  const query = useCheck(draft);
  if (draft === null || preview?.total === 0) return null;
  const check = query.data;
  return (
    <Container header={<Header variant="h2">{t.title}</Header>}>
      <SpaceBetween size="xs">
        {query.isPending && <StatusIndicator type="loading">{t.asking}</StatusIndicator>}
        {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
        {check && check.total > 0 && factsOf(check).map((state) => <Fact key={state.fact} state={state} />)}
        <Address preview={preview} />
        {check && typeObstaclesOf(check).map((one) => <TypeFact key={`${one.type} ${one.why.code}`} of={one} />)}
        {check && check.databases > 0 && <Box color="text-body-secondary">{t.databases(check.databases)}</Box>}
        {check && (
          <span className="m-muted">
            {t.asked} <Age at={check.checked_at} />
          </span>
        )}
      </SpaceBetween>
    </Container>
  );
}
