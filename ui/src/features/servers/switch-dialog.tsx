// Before a start, stop or reboot: how many will change, which are refused and why, and what a first stop would lose.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
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
import { actorName } from '../../format/actor';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { ProblemAlert } from '../../widgets/problem';
import { reasonText } from '../operations/reason-text';
import { type Change, countLosses, countUncertain, judged, type PlannedTarget, usePlan } from './plan';
import { keyOf, type Server } from './queries';
import { serversText } from './text';

const switchMax = 1_000;
interface SwitchDialogProps {
  change: Change;
  servers: readonly Server[];
  onDone: () => void;
  onDismiss: () => void;
}

interface ExceptionsProps {
  planned: readonly PlannedTarget[];
  servers: readonly Server[];
  /** Said of those that are so already. */
  already: string;
}

/** Those that a plan refuses, leaves alone or warns of, and why. */
export function Exceptions({ planned, servers, already }: ExceptionsProps) {
  const t = useText(serversText);
  const language = useFormats().language;
  const said = planned.filter((one) => one.verdict !== 'will' || one.warnings.length > 0);
  if (said.length === 0) return null;
  const why = (one: PlannedTarget) => {
    if (one.verdict === 'already') return already;
    // Who marked it and why helps more than that it is marked.
    const mark = servers.find((server) => keyOf(server) === keyOf(one))?.never_switch_off;
    if (one.reason_code === 'policy.never_switch_off' && mark)
      return t.lockedBecause(mark.reason, actorName(mark.by, language));
    const warning = one.warnings[0];
    return reasonText(one.reason_code ?? warning?.code, one.reason ?? warning?.text, language).text;
  };
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      items={said.slice(0, 100)}
      trackBy={keyOf}
      columnDefinitions={[
        {
          id: 'server',
          header: t.dialog.server,
          cell: (one) => one.name ?? <span className="m-mono">{one.id}</span>,
          isRowHeader: true,
        },
        {
          id: 'why',
          header: t.dialog.why,
          cell: (one) => (
            <StatusIndicator
              type={one.verdict === 'refused' ? 'error' : one.verdict === 'already' ? 'stopped' : 'warning'}
            >
              {why(one)}
            </StatusIndicator>
          ),
        },
      ]}
    />
  );
}

export function SwitchDialog({ change, servers, onDone, onDismiss }: SwitchDialogProps) {
  const t = useText(serversText);
  const d = t.dialog;
  const { follow } = useNotices();
  const expectNews = useExpectNews();
  // The same key for each attempt of this dialogue: an answer that was lost does not ask twice.
  const [key] = useState(freshKey);
  const [despitePause, setDespitePause] = useState('');
  const [accepts, setAccepts] = useState(false);
  const [force, setForce] = useState(false);
  const [checks, setChecks] = useState(false);
  const isTooMany = servers.length > switchMax;
  const query = usePlan(change, servers, despitePause.trim(), !isTooMany);
  const planned = query.data ? judged(query.data, accepts) : [];
  const will = planned.filter((one) => one.verdict === 'will');
  const isPaused = despitePause !== '' || planned.some((one) => one.reason_code === 'policy.paused');
  const losses = query.data ? countLosses(query.data) : {};
  const asked = (['public_address', 'instance_store'] as const).filter((code) => losses[code]);
  const uncertain = query.data ? countUncertain(query.data) : 0;

  const go = useAsk(
    () => {
      const body = {
        servers: will.map(({ id, account, region }) => ({ id, account, region })),
        ...(despitePause.trim() ? { despite_pause: despitePause.trim() } : {}),
      };
      const params = { header: { 'Idempotency-Key': key } };
      if (change === 'start')
        return must(
          api.POST('/api/v1/servers/start', { params, body: { ...body, ...(checks ? { status_checks: true } : {}) } }),
        );
      if (change === 'reboot') return must(api.POST('/api/v1/servers/reboot', { params, body }));
      return must(
        api.POST('/api/v1/servers/stop', {
          params,
          body: {
            ...body,
            ...(force ? { force } : {}),
            ...(accepts && asked.length > 0 ? { accept_losses: [...asked] } : {}),
          },
        }),
      );
    },
    (operation) => {
      follow((operation as { id: string }).id);
      expectNews();
      onDone();
    },
  );

  const count = (verdict: PlannedTarget['verdict']) => planned.filter((one) => one.verdict === verdict).length;
  const isReady = will.length > 0 && !isTooMany && !query.isFetching;
  return (
    <Confirm
      title={d.titles[change](servers.length)}
      action={will.length > 0 ? d.actions[change](will.length) : t[change]}
      isBusy={go.isBusy}
      isDisabled={!isReady}
      error={go.error}
      onConfirm={() => go.ask(undefined)}
      onDismiss={onDismiss}
    >
      {isTooMany && <Alert type="error">{d.tooMany(switchMax)}</Alert>}
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
      <Exceptions planned={planned} servers={servers} already={t.plan.already[change]} />
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !isTooMany && <StatusIndicator type="loading">{d.judging}</StatusIndicator>}
      {asked.length > 0 && (
        <Alert type="warning" header={d.losses}>
          <SpaceBetween size="xs">
            {asked.map((code) => (
              <div key={code}>
                {t.losses[code]} ({d.lossesOf(losses[code]!)})
              </div>
            ))}
            <Checkbox
              checked={accepts}
              onChange={({ detail }) => setAccepts(detail.checked)}
              description={accepts ? undefined : d.notAccepted}
            >
              {d.accept}
            </Checkbox>
          </SpaceBetween>
        </Alert>
      )}
      {uncertain > 0 && <Box color="text-status-warning">{d.lossesUnknown(uncertain)}</Box>}
      {change === 'start' && (
        <Checkbox checked={checks} onChange={({ detail }) => setChecks(detail.checked)}>
          {d.checks}
        </Checkbox>
      )}
      {change === 'stop' && (
        <Checkbox checked={force} onChange={({ detail }) => setForce(detail.checked)} description={d.forceText}>
          {d.force}
        </Checkbox>
      )}
      <Box variant="small" color="text-body-secondary">
        {change === 'reboot' ? d.rebootText : d.onlyAws}
      </Box>
    </Confirm>
  );
}
