import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useScoped } from '../../app/scope';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { shellText } from '../../app/text';
import { useLanguage, useText } from '../../text/language';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Age, Moment } from '../../widgets/time';
import { regionName } from '../accounts/regions';
import { OperationRows } from '../operations/operation-rows';
import { LedgerTab } from '../schedules/ledger';
import { schedulesText } from '../schedules/text';
import { pathOf } from '../servers/queries';
import { CostTab } from '../savings/server-cost';
import { savingsText } from '../savings/text';
import { SwitchersOfServer } from '../switchers/other-switchers';
import { LockDialog } from './lock-dialog';
import { type Change, type DatabaseDetail, useDatabase } from './queries';
import { DatabaseState, StateMark } from './state';
import { SwitchDialog } from './switch-dialog';
import { databasesText } from './text';

function Overview({ database }: { database: DatabaseDetail }) {
  const t = useText(databasesText);
  const language = useLanguage();
  const { columns: c, one: o } = t;
  const place = [database.region, regionName(database.region, language), database.zone].filter(Boolean).join(' · ');
  const flag = (value: boolean | null | undefined) => (value == null ? '–' : value ? o.yes : o.no);
  const cluster = database.cluster;
  return (
    <Container header={<Header variant="h2">{o.overview}</Header>} fitHeight>
      <KeyValuePairs
        columns={2}
        minColumnWidth={150}
        items={[
          { label: c.state, value: <DatabaseState database={database} /> },
          { label: c.observed, value: <Age at={database.observed_at} /> },
          { label: o.id, value: <Copyable text={database.id} /> },
          { label: c.engine, value: [database.engine, database.engine_version].filter(Boolean).join(' ') || '–' },
          { label: c.type, value: database.type ?? '–' },
          { label: o.multiAz, value: flag(database.multi_az) },
          {
            label: c.account,
            value: database.aws_account ? `${database.account_name} · ${database.aws_account}` : database.account_name,
          },
          { label: c.region, value: place },
          { label: o.endpoint, value: database.endpoint ? <Copyable text={database.endpoint} /> : '–' },
          {
            label: o.storage,
            value: database.allocated_gib == null ? '–' : o.gib(database.allocated_gib, database.storage_type),
          },
          ...(cluster
            ? [
                {
                  label: o.ofCluster,
                  value: <Link href={pathOf({ ...database, id: `cluster:${cluster}` })}>{cluster}</Link>,
                },
              ]
            : []),
          ...(database.members == null ? [] : [{ label: o.members, value: String(database.members) }]),
          ...(database.replica_of ? [{ label: o.replicaOf, value: database.replica_of }] : []),
          ...(database.automatic_restart_time && database.state === 'stopped'
            ? [{ label: t.restarts, value: <Moment at={database.automatic_restart_time} /> }]
            : []),
        ]}
      />
    </Container>
  );
}

function Locks({ database, onLock }: { database: DatabaseDetail; onLock: () => void }) {
  const o = useText(databasesText).one;
  const language = useLanguage();
  const may = useMay('policy.write');
  const mark = database.never_switch_off;
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          actions={may && !database.gone_at && <Button onClick={onLock}>{mark ? o.lockClear : o.lockSet}</Button>}
        >
          {o.lock}
        </Header>
      }
    >
      {mark ? (
        <div>
          <b>{mark.reason}</b>
          <div className="m-muted">
            {o.lockSince(actorName(mark.by, language))}, <Age at={mark.since} />
          </div>
        </div>
      ) : (
        <div className="m-muted">{o.lockText}</div>
      )}
    </Container>
  );
}

function Details({ database }: { database: DatabaseDetail }) {
  const t = useText(databasesText);
  const o = t.one;
  const copy = useText(shellText).copy;
  const why = useText(schedulesText).why;
  const tags = Object.entries(database.tags);
  const versions = [...database.versions].sort((a, b) => b.version - a.version);
  return (
    <Tabs
      variant="container"
      tabs={[
        {
          id: 'operations',
          label: `${o.operations} (${database.operations.length})`,
          content: <OperationRows operations={database.operations} empty={o.noOperations} />,
        },
        { id: 'schedules', label: why, content: <LedgerTab server={database} /> },
        {
          id: 'tags',
          label: `${o.tags} (${tags.length})`,
          content: (
            <Table
              variant="embedded"
              contentDensity="compact"
              items={tags}
              empty={o.noTags}
              columnDefinitions={[
                { id: 'tag', header: o.tag, cell: ([key]) => key, isRowHeader: true },
                { id: 'value', header: o.value, cell: ([, value]) => value || '–' },
              ]}
            />
          ),
        },
        {
          id: 'versions',
          label: `${o.history} (${versions.length})`,
          content: (
            <Table
              variant="embedded"
              contentDensity="compact"
              items={versions}
              empty={o.noHistory}
              trackBy={(one) => String(one.version)}
              columnDefinitions={[
                {
                  id: 'until',
                  header: o.until,
                  cell: (one) => <Moment at={one.until} precision="second" />,
                  isRowHeader: true,
                },
                { id: 'state', header: t.columns.state, cell: (one) => <StateMark state={one.state} /> },
              ]}
            />
          ),
        },
        {
          id: 'document',
          label: o.document,
          content: <CopyBlock text={JSON.stringify(database.document, null, 2)} label={copy} />,
        },
      ]}
    />
  );
}

export function Component() {
  const { account = '', region = '', database: id = '' } = useParams();
  const t = useText(databasesText);
  const savings = useText(savingsText);
  const scoped = useScoped();
  const maySwitch = useMay('server.switch');
  const query = useDatabase({ id, account, region });
  const [change, setChange] = useState<Change>();
  const [isLocking, setLocking] = useState(false);
  const database = query.data;
  return (
    <Page
      title={database?.name ?? id}
      above={[{ text: t.title, href: scoped('/databases') }]}
      actions={
        database && !database.gone_at && maySwitch ? (
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={database.state === 'available'} onClick={() => setChange('start')}>
              {t.start}
            </Button>
            <Button disabled={database.state === 'stopped'} onClick={() => setChange('stop')}>
              {t.stop}
            </Button>
          </SpaceBetween>
        ) : undefined
      }
    >
      {query.isError && !database && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Spinner size="large" />}
      {database && (
        <SpaceBetween size="l">
          {database.gone_at && (
            <Alert type="warning" header={t.one.gone}>
              {t.one.goneText} <Moment at={database.gone_at} />
            </Alert>
          )}
          {!database.gone_at && <SwitchersOfServer server={database} />}
          {database.state === 'stopped' && !database.gone_at && <Alert type="info">{t.restartsText}</Alert>}
          {database.started_by_aws && (
            <Alert type="info" header={t.startedByAws}>
              <Moment at={database.started_by_aws.seen} />
              {'. '}
              {t.startedByAwsText}
            </Alert>
          )}
          <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
            <Overview database={database} />
            <Locks database={database} onLock={() => setLocking(true)} />
          </Grid>
          {!database.gone_at && (
            <Container header={<Header variant="h2">{savings.cost}</Header>}>
              <CostTab server={database} />
            </Container>
          )}
          <Details database={database} />
          {change && (
            <SwitchDialog
              change={change}
              databases={[database]}
              onDone={() => setChange(undefined)}
              onDismiss={() => setChange(undefined)}
            />
          )}
          {isLocking && <LockDialog database={database} onClose={() => setLocking(false)} />}
        </SpaceBetween>
      )}
    </Page>
  );
}
