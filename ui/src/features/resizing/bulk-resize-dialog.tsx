// Several servers become one type: which will change, which are refused and why, told before anybody confirms it.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { freshKey } from '../../api/fresh-key';
import { useExpectNews } from '../../app/news';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { ProblemAlert } from '../../widgets/problem';
import { countLosses, judged, type PlannedTarget, type SwitchPlan } from '../servers/plan';
import type { Server } from '../servers/queries';
import { Exceptions } from '../servers/switch-dialog';
import { serversText } from '../servers/text';
import { useTypes } from './queries';
import { TypesTable } from './resize-dialog';
import { resizingText } from './text';

interface BulkResizeDialogProps {
  servers: readonly Server[];
  onDone: () => void;
  onDismiss: () => void;
}

function useResizePlan(servers: readonly Server[], type: string, despitePause: string) {
  const keys = servers.map(({ id, account, region }) => ({ id, account, region }));
  return useQuery({
    // Whether there is a reason decides, not its words.
    queryKey: ['plan', 'resize', keys, type, despitePause !== ''],
    queryFn: () =>
      must(
        api.POST('/api/v1/servers/resize', {
          params: { query: { plan: true } },
          body: { servers: keys, type, ...(despitePause ? { despite_pause: despitePause } : {}) },
        }),
      ) as Promise<SwitchPlan>,
    enabled: type !== '',
    placeholderData: keepPreviousData,
  });
}

export function BulkResizeDialog({ servers, onDone, onDismiss }: BulkResizeDialogProps) {
  const t = useText(resizingText);
  const s = useText(serversText);
  const d = s.dialog;
  const { follow } = useNotices();
  const expectNews = useExpectNews();
  // The same key for each attempt of this dialogue: an answer that was lost does not ask twice.
  const [key] = useState(freshKey);
  const [type, setType] = useState('');
  const [despitePause, setDespitePause] = useState('');
  const [accepts, setAccepts] = useState(false);
  const first = servers[0]!;
  const types = useTypes(first);
  const plan = useResizePlan(servers, type, despitePause.trim());
  const planned = plan.data && type ? judged(plan.data, accepts) : [];
  const will = planned.filter((one) => one.verdict === 'will');
  const count = (verdict: PlannedTarget['verdict']) => planned.filter((one) => one.verdict === verdict).length;
  const losses = plan.data && type ? countLosses(plan.data) : {};
  const asked = (['public_address', 'instance_store'] as const).filter((code) => losses[code]);
  const isPaused = despitePause !== '' || planned.some((one) => one.reason_code === 'policy.paused');
  const go = useAsk(
    () =>
      must(
        api.POST('/api/v1/servers/resize', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            servers: will.map(({ id, account, region }) => ({ id, account, region })),
            type,
            ...(despitePause.trim() ? { despite_pause: despitePause.trim() } : {}),
            ...(accepts && asked.length > 0 ? { accept_losses: [...asked] } : {}),
          },
        }),
      ),
    (operation) => {
      follow((operation as { id: string }).id);
      expectNews();
      onDone();
    },
  );
  return (
    <Confirm
      size="large"
      title={t.bulkTitle(servers.length)}
      action={will.length > 0 ? t.bulkAction(will.length) : t.resize}
      isBusy={go.isBusy}
      isDisabled={will.length === 0 || plan.isFetching}
      error={go.error}
      onConfirm={() => go.ask(undefined)}
      onDismiss={onDismiss}
    >
      {types.isError && <ProblemAlert error={types.error} retry={() => void types.refetch()} />}
      {types.isPending && <StatusIndicator type="loading">{t.asking}</StatusIndicator>}
      {types.data && (
        <FormField label={t.bulkTypes(first.name ?? first.id)} description={t.bulkFits} stretch>
          <TypesTable types={types.data} chosen={type} onChoose={setType} />
        </FormField>
      )}
      {type === '' && <Box color="text-body-secondary">{t.bulkChoose}</Box>}
      {plan.isError && <ProblemAlert error={plan.error} retry={() => void plan.refetch()} />}
      {planned.length > 0 && (
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
      <Exceptions planned={planned} servers={servers} already={t.already} />
      {asked.length > 0 && (
        <Alert type="warning" header={d.losses}>
          {asked.map((code) => (
            <div key={code}>
              {s.losses[code]} ({d.lossesOf(losses[code]!)})
            </div>
          ))}
          <Checkbox checked={accepts} onChange={({ detail }) => setAccepts(detail.checked)}>
            {d.accept}
          </Checkbox>
        </Alert>
      )}
      <Box variant="small" color="text-body-secondary">
        {t.running}
      </Box>
    </Confirm>
  );
}
