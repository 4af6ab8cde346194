// "Why is it on, or off?" from what is known: what AWS says of the state, and the panel's own last action.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Box from '@cloudscape-design/components/box';
import { actorName } from '../../format/actor';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { Age } from '../../widgets/time';
import { StateOfOperation } from '../operations/marks';
import { operationsText } from '../operations/text';
import type { ServerDetail } from './queries';
import { stateReason } from './state-reason';
import { StateMark } from './state';
import { serversText } from './text';

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
          <StateMark state={server.state} /> <Age at={server.observed_at} />
          {server.state === 'running' && server.launch_time && (
            <div className="m-muted">
              {t.whyTexts.started} {formats.instant(server.launch_time)}
            </div>
          )}
        </div>
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
