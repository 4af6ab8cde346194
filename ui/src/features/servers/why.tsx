// "Why is it on, or off?" from what is known: what AWS says of the state, and the panel's own last action.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Box from '@cloudscape-design/components/box';
import { actorName } from '../../format/actor';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { Age, SeenAt } from '../../widgets/time';
import { LocalMoment } from '../schedules/marks';
import { useDecisions } from '../schedules/queries';
import { LastAct } from '../switchers/last-act';
import { reasonText } from '../schedules/reason-text';
import { schedulesText } from '../schedules/text';
import { StateOfOperation } from '../operations/marks';
import { operationsText } from '../operations/text';
import type { ServerDetail } from './queries';
import { stateReason } from './state-reason';
import { StateMark } from './state';
import { serversText } from './text';

/** Which schedule or person has it so, what comes next, and where all of it is told. */
function BySchedules({ server }: { server: ServerDetail }) {
  const t = useText(serversText);
  const s = useText(schedulesText);
  const language = useLanguage();
  const formats = useFormats();
  const known = useDecisions(server).data;
  if (!known || known.schedules.length + known.decisions.length === 0) return null;
  const names = new Map(known.schedules.map((one) => [one.id, one.name]));
  // Who switched it last: what somebody else did since is no schedule's.
  const last = server.operations[0]?.id;
  const cause = known.decisions.find((one) => one.operation && one.operation.id === last);
  const state = server.state ? (t.states[server.state] ?? server.state) : undefined;
  const { override, next_fire: next } = known;
  return (
    <div>
      {cause && state && cause.operation?.observed_state === server.state && (
        <div>
          {t.server.whyTexts.because(state)}:{' '}
          <b>{reasonText(cause.reason, (id) => names.get(id) ?? cause.schedule_name ?? id, language)}</b>
        </div>
      )}
      {override && (
        <div>
          {s.overridden(override.state === 'running' ? s.on : s.off, formats.instant(override.until))}:{' '}
          {override.reason}
        </div>
      )}
      {next && (
        <div>
          {s.nextFire}: {s.actions[next.action]}, {weekdayOf(next.local, language)}{' '}
          <LocalMoment local={next.local} zone={next.zone} />
        </div>
      )}
      <Link href="?tab=schedules">{t.server.whyTexts.ledger}</Link>
    </div>
  );
}

function weekdayOf(local: string, language: string): string {
  const date = new Date(`${local.slice(0, 10)}T12:00:00Z`);
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(date);
}

export function WhyBox({ server }: { server: ServerDetail }) {
  const t = useText(serversText).server;
  const o = useText(operationsText);
  const language = useLanguage();
  const formats = useFormats();
  const last = server.operations[0];
  const reason = stateReason(server.state_reason?.code, server.state_reason?.message, language);
  const transition = server.document.StateTransitionReason;
  return (
    <Container fitHeight header={<Header variant="h2">{t.why}</Header>}>
      <SpaceBetween size="m">
        <div>
          <Box variant="awsui-key-label">{t.whyTexts.seen}</Box>
          <StateMark state={server.state} />{' '}
          <span className="m-muted">
            <SeenAt at={server.observed_at} />
          </span>
          {server.state === 'running' && server.launch_time && (
            <div className="m-muted">
              {t.whyTexts.started} {formats.instant(server.launch_time)}
            </div>
          )}
        </div>
        <BySchedules server={server} />
        <div>
          <Box variant="awsui-key-label">{t.whyTexts.awsSays}</Box>
          {reason ? reason.text : <span className="m-muted">{t.whyTexts.noReason}</span>}
          {reason?.original && (
            <div className="m-muted" lang="en">
              {reason.original}
            </div>
          )}
          {transition && (
            <div className="m-muted" lang="en">
              {transition}
            </div>
          )}
        </div>
        <div>
          <Box variant="awsui-key-label">{t.whyTexts.lastOp}</Box>
          <LastAct server={server} ours={last?.requested_at} />
          {last ? (
            <>
              <Link href={`/operations/${last.id}`}>
                {t.whyTexts.ours(o.kinds[last.kind] ?? last.kind, actorName(last.by.name, language))}
              </Link>
              <div>
                <StateOfOperation state={last.state} /> <Age at={last.finished_at ?? last.requested_at} />
              </div>
            </>
          ) : (
            <span className="m-muted">{t.whyTexts.noOps}</span>
          )}
        </div>
      </SpaceBetween>
    </Container>
  );
}
