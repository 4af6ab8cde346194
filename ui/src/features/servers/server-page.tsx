import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useScoped } from '../../app/scope';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { useAddress } from '../../widgets/address';
import { Copyable } from '../../widgets/copyable';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Age, Moment } from '../../widgets/time';
import { regionName } from '../accounts/regions';
import { ResizeDialog } from '../resizing/resize-dialog';
import { resizingText } from '../resizing/text';
import { LedgerTab } from '../schedules/ledger';
import { schedulesText } from '../schedules/text';
import { OperationRows } from '../operations/operation-rows';
import { CostLine, CostTab, OtherSchedulerNotice } from '../savings/server-cost';
import { pathOfNewSchedule } from '../savings/queries';
import { savingsText } from '../savings/text';
import { SwitchersOfServer } from '../switchers/other-switchers';
import { LifeLine } from './life-line';
import { LockDialog } from './lock-dialog';
import type { Change } from './plan';
import { type ServerDetail, useServer } from './queries';
import { ConfigurationTab, DisksTab, DocumentTab, NetworkTab, TagsTab } from './server-tabs';
import { ServerState } from './state';
import { SwitchDialog } from './switch-dialog';
import { serversText } from './text';
import { VersionsTab } from './versions';
import { WhyBox } from './why';

function Overview({ server }: { server: ServerDetail }) {
  const t = useText(serversText);
  const language = useLanguage();
  const savings = useText(savingsText);
  const c = t.columns;
  const place = [server.region, regionName(server.region, language)].filter(Boolean).join(' · ');
  return (
    <Container header={<Header variant="h2">{t.server.overview}</Header>} fitHeight>
      <KeyValuePairs
        columns={2}
        minColumnWidth={135}
        items={[
          { label: c.state, value: <ServerState server={server} /> },
          { label: c.observed, value: <Age at={server.observed_at} /> },
          { label: c.id, value: <Copyable text={server.id} /> },
          { label: c.type, value: server.type ?? '–' },
          {
            label: c.account,
            value: server.aws_account ? `${server.account_name} · ${server.aws_account}` : server.account_name,
          },
          {
            label: c.region,
            value: (
              <>
                {place}
                {server.zone && (
                  <>
                    {' '}
                    · <span className="m-nowrap">{server.zone}</span>
                  </>
                )}
              </>
            ),
          },
          { label: c.private_ip, value: server.private_ip ? <Copyable text={server.private_ip} /> : '–' },
          { label: c.public_ip, value: server.public_ip ? <Copyable text={server.public_ip} /> : '–' },
          ...(server.gone_at ? [] : [{ label: savings.perHour, value: <CostLine server={server} /> }]),
        ]}
      />
    </Container>
  );
}

function Locks({ server, onLock }: { server: ServerDetail; onLock: () => void }) {
  const t = useText(serversText);
  const s = t.server;
  const language = useLanguage();
  const may = useMay('policy.write');
  const mark = server.never_switch_off;
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          actions={may && !server.gone_at && <Button onClick={onLock}>{mark ? s.lockClear : s.lockSet}</Button>}
        >
          {s.lock}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {mark ? (
          <div>
            <b>{mark.reason}</b>
            <div className="m-muted">
              {s.lockSince(actorName(mark.by, language))}, <Age at={mark.since} />
            </div>
          </div>
        ) : (
          <div className="m-muted">{s.lockText}</div>
        )}
        <div>
          <Box variant="awsui-key-label">{s.firstStop}</Box>
          {server.was_stopped_before ? (
            <div className="m-muted">{s.stoppedBefore}</div>
          ) : (
            <ul className="m-list">
              {server.first_stop_losses.map((loss) => (
                <li key={`${loss.code} ${loss.certain}`}>
                  {loss.certain ? t.losses[loss.code] : s.perhaps(t.losses[loss.code] ?? loss.text)}
                </li>
              ))}
            </ul>
          )}
        </div>
      </SpaceBetween>
    </Container>
  );
}

/** The newest; whoever wants more finds all of them, filtered, under Operations. */
function ServerOperations({ server }: { server: ServerDetail }) {
  const s = useText(serversText).server;
  return (
    <SpaceBetween size="s">
      <OperationRows operations={server.operations} empty={s.noOperations} />
      <Link href={`/operations?target=${encodeURIComponent(server.id)}`}>{s.operationsOfServer}</Link>
    </SpaceBetween>
  );
}

function Details({ server }: { server: ServerDetail }) {
  const s = useText(serversText).server;
  const savings = useText(savingsText);
  const why = useText(schedulesText).why;
  const [params, setParams] = useAddress();
  const tabs = [
    { id: 'configuration', label: s.configuration, content: <ConfigurationTab server={server} /> },
    { id: 'network', label: s.network, content: <NetworkTab server={server} /> },
    { id: 'disks', label: s.disks, content: <DisksTab server={server} /> },
    ...(server.gone_at ? [] : [{ id: 'cost', label: savings.cost, content: <CostTab server={server} /> }]),
    { id: 'tags', label: `${s.tags} (${Object.keys(server.tags).length})`, content: <TagsTab server={server} /> },
    { id: 'schedules', label: why, content: <LedgerTab server={server} /> },
    {
      id: 'operations',
      label: `${s.operations} (${server.operations.length})`,
      content: <ServerOperations server={server} />,
    },
    { id: 'versions', label: `${s.history} (${server.versions.length})`, content: <VersionsTab server={server} /> },
    { id: 'document', label: s.document, content: <DocumentTab server={server} /> },
  ];
  return (
    <Tabs
      variant="container"
      tabs={tabs}
      activeTabId={params.get('tab') ?? 'configuration'}
      onChange={({ detail }) =>
        setParams((present) => {
          present.set('tab', detail.activeTabId);
          return present;
        })
      }
    />
  );
}

export function Component() {
  const { account = '', region = '', server: id = '' } = useParams();
  const t = useText(serversText);
  const s = t.server;
  const scoped = useScoped();
  const maySwitch = useMay('server.switch');
  const maySchedule = useMay('policy.write');
  const schedules = useText(schedulesText);
  const query = useServer({ id, account, region });
  const [change, setChange] = useState<Change>();
  const [isLocking, setLocking] = useState(false);
  const [params, setParams] = useAddress();
  const isResizing = params.has('resize');
  const resizing = useText(resizingText);
  /** In the address, so that an operation can link to its undoing. */
  const setResizing = (is: boolean) =>
    setParams((present) => {
      if (is) present.set('resize', '1');
      else for (const key of ['resize', 'undoes']) present.delete(key);
      return present;
    });
  const server = query.data;
  const title = server?.name ?? id;
  const canSwitch = server && !server.gone_at;
  return (
    <Page
      title={title}
      above={[{ text: t.title, href: scoped('/servers') }]}
      actions={
        canSwitch && (maySwitch || maySchedule) ? (
          <SpaceBetween direction="horizontal" size="xs">
            {maySwitch && (
              <Button disabled={server.state === 'running'} onClick={() => setChange('start')}>
                {t.start}
              </Button>
            )}
            {maySwitch && (
              <Button disabled={server.state === 'stopped'} onClick={() => setChange('stop')}>
                {t.stop}
              </Button>
            )}
            {maySwitch && (
              <Button disabled={server.state === 'stopped'} onClick={() => setChange('reboot')}>
                {t.reboot}
              </Button>
            )}
            {maySwitch && <Button onClick={() => setResizing(true)}>{resizing.resize}</Button>}
            {maySchedule && <Button href={pathOfNewSchedule([server])}>{schedules.schedule}</Button>}
          </SpaceBetween>
        ) : undefined
      }
    >
      {query.isError && !server && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Spinner size="large" />}
      {server && (
        <SpaceBetween size="l">
          {server.gone_at && (
            <Alert type="warning" header={s.gone}>
              {s.goneText} <Moment at={server.gone_at} />
            </Alert>
          )}
          {!server.gone_at && <OtherSchedulerNotice server={server} />}
          {!server.gone_at && <SwitchersOfServer server={server} />}
          <Grid
            gridDefinition={[
              { colspan: { default: 12, m: 5 } },
              { colspan: { default: 12, m: 4 } },
              { colspan: { default: 12, m: 3 } },
            ]}
          >
            <Overview server={server} />
            <WhyBox server={server} />
            <Locks server={server} onLock={() => setLocking(true)} />
          </Grid>
          <LifeLine server={server} />
          <Details server={server} />
          {change && (
            <SwitchDialog
              change={change}
              servers={[server]}
              onDone={() => setChange(undefined)}
              onDismiss={() => setChange(undefined)}
            />
          )}
          {isResizing && canSwitch && maySwitch && (
            <ResizeDialog server={server} undoes={params.get('undoes')} onClose={() => setResizing(false)} />
          )}
          {isLocking && <LockDialog server={server} onClose={() => setLocking(false)} />}
        </SpaceBetween>
      )}
    </Page>
  );
}
