// What became of each server of one fire, and trying again what was not reached.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { freshKey } from '../../api/fresh-key';
import { useNotices } from '../../app/notices';
import { useMay } from '../../app/session';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { StateOfOperation } from '../operations/marks';
import { useOperation } from '../operations/queries';
import { SeenTargets } from '../operations/seen-targets';
import { reasonText as refusalText } from '../operations/reason-text';
import { pathOf } from '../servers/queries';
import { LocalMoment } from './marks';
import { waitText } from './order-form';
import { orderText } from './order-text';
import { type Fire, type FireResult, type Schedule, useFireResults, useReadSchedulesAgain } from './queries';
import { reasonText } from './reason-text';
import { schedulesText } from './text';

const missed = ['failed', 'refused', 'cancelled', 'needs_person'];

function wasMissed(one: FireResult): boolean {
  return missed.includes(one.operation?.outcome ?? '');
}

function Result({ one }: { one: FireResult }) {
  const t = useText(schedulesText);
  const o = useText(orderText);
  const language = useLanguage();
  const outcome = one.operation?.outcome;
  if (!one.operation || !outcome) return <>{waitText(one, o) ?? t.outcomesOfDecision[one.outcome]}</>;
  const type = outcome === 'succeeded' ? 'success' : outcome === 'pending' ? 'in-progress' : 'error';
  const why = one.operation.reason && refusalText(one.operation.reason_code, one.operation.reason, language).text;
  return (
    <>
      <StatusIndicator type={type}>
        <Link href={`/operations/${one.operation.id}`}>{t.resultOfOne[outcome as keyof typeof t.resultOfOne]}</Link>
      </StatusIndicator>
      {why && <div className="m-muted">{why}</div>}
    </>
  );
}

/** What becomes of the new attempt; the fire's own result stays what it was. */
function Again({ id }: { id: string }) {
  const t = useText(schedulesText);
  const operation = useOperation(id).data;
  if (!operation) return null;
  return (
    <div>
      <StateOfOperation state={operation.state} /> <Link href={`/operations/${id}`}>{t.retryOperation}</Link>
      <SeenTargets operation={operation} />
    </div>
  );
}

interface RetryProps {
  schedule: Schedule;
  fire: Fire;
  servers: readonly FireResult[];
}

function Retry({ schedule, fire, servers }: RetryProps) {
  const t = useText(schedulesText);
  const readAgain = useReadSchedulesAgain();
  const { tell } = useNotices();
  const [key] = useState(freshKey);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState<readonly string[]>([]);
  const go = useAsk(
    () =>
      must(
        api.POST('/api/v1/schedules/{schedule}/retry', {
          params: { path: { schedule: schedule.id }, header: { 'Idempotency-Key': key } },
          body: {
            at: fire.due_at,
            reason: reason.trim(),
            servers: servers.map(({ account, region, server }) => ({ account, region, server })),
          },
        }),
      ),
    ({ operations }) => {
      setAsked(operations);
      tell('success', t.retryDone);
      readAgain();
    },
  );
  return (
    <SpaceBetween size="s">
      <FormField label={t.retryReason} description={t.retryReasonHelp} errorText={go.errorOf('reason')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      <Button
        variant="primary"
        loading={go.isBusy}
        disabled={asked.length > 0 || reason.trim() === ''}
        onClick={() => go.ask(undefined)}
      >
        {t.retryCount(servers.length)}
      </Button>
      {asked.map((id) => (
        <Again key={id} id={id} />
      ))}
      {go.errorBeside('reason') ? <ProblemAlert error={go.errorBeside('reason')} /> : null}
    </SpaceBetween>
  );
}

export function FireResults({ schedule, fire, onClose }: { schedule: Schedule; fire: Fire; onClose: () => void }) {
  const t = useText(schedulesText);
  const language = useLanguage();
  const may = useMay('server.switch');
  const query = useFireResults(schedule.id, fire.due_at);
  const left = (query.data ?? []).filter(wasMissed);
  const action = t.actions[(fire.action ?? 'none') as keyof typeof t.actions];
  return (
    <Modal
      visible
      size="large"
      header={t.byServerOf(action)}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{t.close}</Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <LocalMoment local={fire.local} zone={fire.zone} />
        {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
        <Rows
          variant="embedded"
          label={t.byServerOf(action)}
          items={query.data}
          isLoading={query.isPending}
          trackBy={(one) => `${one.account} ${one.region} ${one.server}`}
          empty={t.noHistory}
          columns={[
            {
              id: 'server',
              header: t.server,
              cell: (one) => (
                <Link href={pathOf({ id: one.server, account: one.account, region: one.region })}>
                  {one.name ?? one.server}
                </Link>
              ),
            },
            { id: 'reason', header: t.reason, cell: (one) => reasonText(one.reason, () => schedule.name, language) },
            { id: 'outcome', header: t.outcome, cell: (one) => <Result one={one} /> },
          ]}
        />
        {may && left.length > 0 && <Retry schedule={schedule} fire={fire} servers={left} />}
      </SpaceBetween>
    </Modal>
  );
}
