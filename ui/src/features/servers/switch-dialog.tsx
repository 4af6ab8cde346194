// Before a start, stop or reboot: how many will change, which are refused and why, and what a first stop would lose.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { freshKey } from '../../api/fresh-key';
import { useExpectNews } from '../../app/news';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { useAccounts } from '../accounts/queries';
import { pauseOf, usePauses } from '../policy/queries';
import { askedLosses, type Change, countLosses, losesAsked, plan, type Planned } from './plan';
import { keyOf, type Server, type ServerDetail, serverQuery } from './queries';
import { serversText } from './text';

const switchMax = 1_000;
/** Losses stand with the single server; so many are looked up. */
const detailsMax = 60;

interface SwitchDialogProps {
  change: Change;
  servers: readonly Server[];
  onDone: () => void;
  onDismiss: () => void;
}

/** Of the servers that a stop would switch off. */
function useDetails(change: Change, servers: readonly Server[]) {
  const asked = change === 'stop' ? servers.filter((one) => one.state !== 'stopped').slice(0, detailsMax) : [];
  const queries = useQueries({ queries: asked.map((one) => ({ ...serverQuery(one), staleTime: 30_000 })) });
  const byKey = new Map<string, ServerDetail>();
  asked.forEach((one, index) => {
    const detail = queries[index]?.data;
    if (detail) byKey.set(keyOf(one), detail);
  });
  return { byKey, isReading: queries.some((one) => one.isPending) };
}

function usePlan(change: Change, servers: readonly Server[], wish: { despitePause: string; accepts: boolean }) {
  const pauses = usePauses().data ?? [];
  const accounts = useAccounts().data ?? [];
  const { byKey, isReading } = useDetails(change, servers);
  const customerOf = (account: string) => accounts.find((one) => one.id === account)?.customer?.id;
  const planned = plan(change, servers, {
    pauses,
    customerOf,
    despitePause: wish.despitePause.trim() !== '',
    detailOf: (server) => byKey.get(keyOf(server)),
  });
  const isPaused = servers.some((one) => pauseOf(pauses, one.account, customerOf(one.account)));
  const details = planned.filter((one) => one.outcome === 'will').map((one) => byKey.get(keyOf(one.server)));
  const losses = countLosses(details);
  // What is not agreed to is refused by the panel; so it does not count as changing.
  const judged = wish.accepts
    ? planned
    : planned.map((one) =>
        one.outcome === 'will' && losesAsked(byKey.get(keyOf(one.server)))
          ? { ...one, outcome: 'refused' as const, verdict: 'losses' as const }
          : one,
      );
  const will = judged.filter((one) => one.outcome === 'will');
  return { planned: judged, will, isPaused, isReading, losses, details };
}

function Exceptions({ planned }: { planned: readonly Planned[] }) {
  const t = useText(serversText);
  const said = planned.filter((one) => one.verdict);
  if (said.length === 0) return null;
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      items={said.slice(0, 100)}
      trackBy={(one) => keyOf(one.server)}
      columnDefinitions={[
        {
          id: 'server',
          header: t.dialog.server,
          cell: (one) => one.server.name ?? <span className="m-mono">{one.server.id}</span>,
          isRowHeader: true,
        },
        {
          id: 'why',
          header: t.dialog.why,
          cell: (one) => (
            <StatusIndicator
              type={one.outcome === 'refused' ? 'error' : one.outcome === 'already' ? 'stopped' : 'warning'}
            >
              {t.plan[one.verdict!]}
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
  const { planned, will, isPaused, isReading, losses, details } = usePlan(change, servers, {
    despitePause,
    accepts,
  });
  const asked = askedLosses.filter((code) => losses[code]);
  const unlooked = change === 'stop' ? details.filter((one) => !one).length : 0;

  const go = useAsk(
    () => {
      const body = {
        servers: will.map(({ server: { id, account, region } }) => ({ id, account, region })),
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

  const count = (outcome: Planned['outcome']) => planned.filter((one) => one.outcome === outcome).length;
  const isTooMany = servers.length > switchMax;
  const isReady = will.length > 0 && !isTooMany && !(change === 'stop' && isReading);
  return (
    <Confirm
      title={d.titles[change](servers.length)}
      action={d.actions[change](will.length)}
      isBusy={go.isBusy}
      isDisabled={!isReady}
      error={go.error}
      onConfirm={() => go.ask(undefined)}
      onDismiss={onDismiss}
    >
      {isTooMany && <Alert type="error">{d.tooMany(switchMax)}</Alert>}
      <SpaceBetween direction="horizontal" size="l">
        <StatusIndicator type={will.length > 0 ? 'success' : 'stopped'}>{d.will(will.length)}</StatusIndicator>
        {count('already') > 0 && <StatusIndicator type="stopped">{d.already(count('already'))}</StatusIndicator>}
        {count('refused') > 0 && <StatusIndicator type="error">{d.refused(count('refused'))}</StatusIndicator>}
      </SpaceBetween>
      {isPaused && (
        <Alert type="warning" header={d.paused}>
          <FormField label={d.pausedReason} description={d.pausedHelp}>
            <Input value={despitePause} onChange={({ detail }) => setDespitePause(detail.value)} />
          </FormField>
        </Alert>
      )}
      <Exceptions planned={planned} />
      {change === 'stop' && isReading && <StatusIndicator type="loading">{d.lossesReading}</StatusIndicator>}
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
      {!isReading && unlooked > 0 && <Box color="text-status-warning">{d.lossesUnknown(unlooked)}</Box>}
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
