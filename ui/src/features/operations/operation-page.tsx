import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useScoped } from '../../app/scope';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { useFormats, useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Copyable } from '../../widgets/copyable';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Age, Moment } from '../../widgets/time';
import { resizingText } from '../resizing/text';
import { pathOf } from '../servers/queries';
import { Journal } from './journal';
import { StateOfOperation } from './marks';
import { outcomesOf, outcomesText } from './outcomes';
import { type Operation, useOperation } from './queries';
import { reasonText } from './reason-text';
import { TargetsTable } from './targets-table';
import { operationsText } from './text';

function CancelDialog({ operation, onClose }: { operation: Operation; onClose: () => void }) {
  const t = useText(operationsText);
  const queries = useQueryClient();
  const { tell } = useNotices();
  const cancel = useAsk(
    () => must(api.POST('/api/v1/operations/{id}/cancel', { params: { path: { id: operation.id } } })),
    () => {
      tell('info', t.cancelAsked);
      void queries.invalidateQueries({ queryKey: ['operation'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={t.cancelIt}
      action={t.cancelIt}
      isBusy={cancel.isBusy}
      error={cancel.error}
      onConfirm={() => cancel.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{t.cancelText}</Box>
    </Confirm>
  );
}

function Progress({ operation }: { operation: Operation }) {
  const t = useText(operationsText);
  if (operation.state !== 'running' || operation.total === 0) return null;
  return (
    <ProgressBar
      value={(100 * operation.done) / operation.total}
      additionalInfo={t.progress(operation.done, operation.total)}
      ariaLabel={t.title}
    />
  );
}

/** A change of type is undone by another one, which the server's page offers. */
function Undo({ operation }: { operation: Operation }) {
  const t = useText(resizingText);
  const may = useMay('server.switch');
  const target = operation.targets[0];
  if (operation.kind !== 'servers.resize' || operation.targets.length !== 1 || !target || !may) return null;
  if (target.outcome !== 'succeeded') return null;
  return <Link href={`${pathOf(target)}?resize=1&undoes=${operation.requested_at}`}>{t.undo}</Link>;
}

function Summary({ operation }: { operation: Operation }) {
  const t = useText(operationsText);
  const formats = useFormats();
  const now = useNow();
  const language = useLanguage();
  const params = Object.entries((operation.params ?? {}) as Record<string, unknown>).filter(
    ([, value]) => !Array.isArray(value) || value.length > 0,
  );
  const reason = reasonText(operation.reason_code, operation.reason, language);
  const despite = (operation as { despite_pause?: string }).despite_pause;
  return (
    <Container>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          minColumnWidth={190}
          items={[
            { label: t.columns.state, value: <StateOfOperation state={operation.state} /> },
            { label: t.columns.outcomes, value: outcomesText(outcomesOf(operation.targets), t) || '–' },
            {
              label: t.columns.by,
              value: actorName(operation.by.name, language) || t.actors[operation.by.kind ?? ''] || '–',
            },
            { label: t.requested, value: <Moment at={operation.requested_at} precision="second" /> },
            {
              label: t.finished,
              value: operation.finished_at ? <Moment at={operation.finished_at} precision="second" /> : '–',
            },
            {
              label: t.took,
              value: formats.duration(operation.requested_at, operation.finished_at ?? new Date(now).toISOString()),
            },
            {
              label: t.params,
              value: params.length ? (
                <span className="m-mono">
                  {params.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')}
                </span>
              ) : (
                t.none
              ),
            },
            { label: 'ID', value: <Copyable text={operation.id} /> },
          ]}
        />
        <Undo operation={operation} />
        <Progress operation={operation} />
        {despite && (
          <Alert type="warning" header={t.despitePause}>
            {despite}
          </Alert>
        )}
        {reason.text !== '' && (
          <div>
            {reason.text}
            {reason.original && (
              <div className="m-muted" lang="en">
                {reason.original}
              </div>
            )}
          </div>
        )}
        {operation.cancel_at && (
          <Box variant="small">
            {t.cancelAsked} {operation.cancel_by} <Age at={operation.cancel_at} />
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}

export function Component() {
  const { operation: id = '' } = useParams();
  const t = useText(operationsText);
  const scoped = useScoped();
  const mayCancel = useMay('operation.cancel');
  const query = useOperation(id);
  const [isCancelling, setCancelling] = useState(false);
  const operation = query.data;
  const title = operation ? (t.kinds[operation.kind] ?? operation.kind) : t.one;
  const canCancel = operation?.state === 'running' && !operation.cancel_at && mayCancel;
  return (
    <Page
      title={title}
      above={[{ text: t.title, href: scoped('/operations') }]}
      actions={canCancel ? <Button onClick={() => setCancelling(true)}>{t.cancelIt}</Button> : undefined}
    >
      {query.isError && !operation && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Spinner size="large" />}
      {operation && (
        <SpaceBetween size="l">
          <Summary operation={operation} />
          <TargetsTable operation={operation} />
          {operation.journal && operation.journal.length > 0 && (
            <ExpandableSection
              variant="container"
              headerText={t.journal}
              headerDescription={t.journalText}
              defaultExpanded={operation.targets.length <= 5}
            >
              <Journal operation={operation} entries={operation.journal} />
            </ExpandableSection>
          )}
          {isCancelling && <CancelDialog operation={operation} onClose={() => setCancelling(false)} />}
        </SpaceBetween>
      )}
    </Page>
  );
}
