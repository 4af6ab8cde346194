// Before a start or stop of databases: how many will change, which are refused and why.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { freshKey } from '../../api/fresh-key';
import { useExpectNews } from '../../app/news';
import { useNotices } from '../../app/notices';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { ProblemAlert } from '../../widgets/problem';
import { reasonText } from '../operations/reason-text';
import { keyOf } from '../servers/queries';
import { type Change, type Database, type DatabasePlan, usePlan } from './queries';
import { databasesText } from './text';

type Planned = DatabasePlan['targets'][number];

function Exceptions({ planned, change }: { planned: readonly Planned[]; change: Change }) {
  const d = useText(databasesText).dialog;
  const language = useLanguage();
  const said = planned.filter((one) => one.verdict !== 'will');
  if (said.length === 0) return null;
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={said}
      trackBy={keyOf}
      columnDefinitions={[
        { id: 'database', header: d.database, cell: (one) => one.name ?? one.id, isRowHeader: true },
        {
          id: 'why',
          header: d.why,
          cell: (one) => (
            <StatusIndicator type={one.verdict === 'refused' ? 'error' : 'stopped'}>
              {one.verdict === 'already' ? d.alreadyIs[change] : reasonText(one.reason_code, one.reason, language).text}
            </StatusIndicator>
          ),
        },
      ]}
    />
  );
}

interface SwitchDialogProps {
  change: Change;
  databases: readonly Database[];
  onDone: () => void;
  onDismiss: () => void;
}

export function SwitchDialog({ change, databases, onDone, onDismiss }: SwitchDialogProps) {
  const t = useText(databasesText);
  const d = t.dialog;
  const { follow } = useNotices();
  const expectNews = useExpectNews();
  // The same key for each attempt of this dialogue: an answer that was lost does not ask twice.
  const [key] = useState(freshKey);
  const [despitePause, setDespitePause] = useState('');
  const query = usePlan(change, databases, despitePause.trim());
  const planned = query.data?.targets ?? [];
  const will = planned.filter((one) => one.verdict === 'will');
  const count = (verdict: Planned['verdict']) => planned.filter((one) => one.verdict === verdict).length;
  const isPaused = despitePause !== '' || planned.some((one) => one.reason_code === 'policy.paused');
  const go = useAsk(
    () => {
      const params = { header: { 'Idempotency-Key': key } };
      const body = {
        databases: will.map(({ id, account, region }) => ({ id, account, region })),
        ...(despitePause.trim() ? { despite_pause: despitePause.trim() } : {}),
      };
      return must(
        change === 'start'
          ? api.POST('/api/v1/databases/start', { params, body })
          : api.POST('/api/v1/databases/stop', { params, body }),
      );
    },
    (operation) => {
      follow((operation as { id: string }).id);
      expectNews();
      onDone();
    },
  );
  return (
    <Confirm
      title={d.titles[change](databases.length)}
      action={will.length > 0 ? d.actions[change](will.length) : t[change]}
      isBusy={go.isBusy}
      isDisabled={will.length === 0 || query.isFetching}
      error={go.error}
      onConfirm={() => go.ask(undefined)}
      onDismiss={onDismiss}
    >
      {query.data && (
        <SpaceBetween direction="horizontal" size="l">
          <StatusIndicator type={will.length > 0 ? 'success' : 'stopped'}>{d.will(will.length)}</StatusIndicator>
          {count('already') > 0 && <StatusIndicator type="stopped">{d.already(count('already'))}</StatusIndicator>}
          {count('refused') > 0 && <StatusIndicator type="error">{d.refused(count('refused'))}</StatusIndicator>}
        </SpaceBetween>
      )}
      {isPaused && (
        <Alert type="warning" header={d.paused}>
          <FormField label={d.pausedReason} description={d.pausedHelp}>
            <Input value={despitePause} onChange={({ detail }) => setDespitePause(detail.value)} />
          </FormField>
        </Alert>
      )}
      <Exceptions planned={planned} change={change} />
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <StatusIndicator type="loading">{d.judging}</StatusIndicator>}
      <Box variant="small" color="text-body-secondary">
        {change === 'stop' ? d.stopText : d.startText}
      </Box>
    </Confirm>
  );
}
