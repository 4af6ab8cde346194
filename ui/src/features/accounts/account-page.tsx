import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, must } from '../../api/client';
import type { CheckReport } from '../../api/open-shapes';
import { inServersWords } from '../../api/problem-text';
import { useNotices } from '../../app/notices';
import { useMay } from '../../app/session';
import { useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Copyable } from '../../widgets/copyable';
import { Page } from '../../widgets/page';
import { ProblemAlert, ProblemWords } from '../../widgets/problem';
import { Age, Moment } from '../../widgets/time';
import { TextField } from '../identity/fields';
import { SweepButton } from '../inventory/sweep-button';
import { StateOfAccount } from './accounts-page';
import { FeaturesDialog } from './features-dialog';
import { ageOfKeys, ageOfOldKeys } from './keys-age';
import { KeysDialog } from './keys-dialog';
import { mayText } from './may-text';
import { PermissionMatrix } from './permission-matrix';
import { type Account, useAccount } from './queries';
import { regionName } from './regions';
import { accountsText } from './text';

function Summary({ account }: { account: Account }) {
  const t = useText(accountsText);
  const o = t.one;
  const may = useText(mayText);
  const now = useNow();
  const items: KeyValuePairsProps.Item[] = [
    { label: t.state, value: <StateOfAccount state={account.state} /> },
    { label: t.aws, value: account.aws_account_id ? <Copyable text={account.aws_account_id} /> : '–' },
    { label: t.customer, value: account.customer?.name ?? t.noCustomer },
    { label: t.connection, value: t.connections[account.connection] },
    { label: may.may, value: account.features.map((one) => may.names[one]).join(', ') },
    { label: o.created, value: <Moment at={account.created_at} /> },
    { label: o.connectedAt, value: account.connected_at ? <Moment at={account.connected_at} /> : '–' },
    { label: t.checked, value: account.checked_at ? <Age at={account.checked_at} /> : t.neverChecked },
  ];
  if (account.role_arn) items.push({ label: o.role, value: <Copyable text={account.role_arn} /> });
  if (account.key_fingerprint)
    items.push({ label: o.fingerprint, value: <span className="m-mono">{account.key_fingerprint}</span> });
  const age = ageOfKeys(account, now);
  if (age !== undefined)
    items.push({
      label: o.keysAge,
      value:
        ageOfOldKeys(account, now) === undefined ? (
          o.days(age)
        ) : (
          <StatusIndicator type="warning">{o.keysOld(age)}</StatusIndicator>
        ),
    });
  if (account.external_id) items.push({ label: o.externalId, value: <Copyable text={account.external_id} /> });
  if (account.without_external_id) items.push({ label: o.withoutExternalId, value: account.without_external_id });
  return (
    <Container header={<Header variant="h2">{o.summary}</Header>}>
      <KeyValuePairs columns={4} minColumnWidth={190} items={items} />
    </Container>
  );
}

const regionMarks = {
  enabled: 'success',
  not_enabled: 'not-started',
  blocked: 'warning',
  unreachable: 'error',
} as const;

function Regions({ account }: { account: Account }) {
  const t = useText(accountsText);
  const language = useLanguage();
  const [showAll, setShowAll] = useState(false);
  const off = account.regions.filter((one) => one.state === 'not_enabled');
  const shown = showAll ? account.regions : account.regions.filter((one) => one.state !== 'not_enabled');
  if (account.regions.length === 0) return null;
  return (
    <Container
      header={
        <Header variant="h2" description={t.one.regionsText} counter={`(${account.regions.length - off.length})`}>
          {t.regions}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <div className="m-regions">
          {shown.map((one) => (
            <div key={one.region} title={one.reason && inServersWords(one.reason, language)}>
              <StatusIndicator type={regionMarks[one.state ?? 'enabled']}>
                <span className="m-mono">{one.region}</span>
              </StatusIndicator>
              <div className="m-muted">
                {regionName(one.region ?? '', language)}
                {one.state && one.state !== 'enabled' && ` · ${t.regionStates[one.state]}`}
              </div>
            </div>
          ))}
        </div>
        {off.length > 0 && (
          <Toggle checked={showAll} onChange={({ detail }) => setShowAll(detail.checked)}>
            {t.one.showAll(off.length)}
          </Toggle>
        )}
      </SpaceBetween>
    </Container>
  );
}

function RemoveDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const o = useText(accountsText).one;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { tell } = useNotices();
  const [typed, setTyped] = useState('');
  const remove = useAsk(
    () => must(api.DELETE('/api/v1/accounts/{account}', { params: { path: { account: account.id } } })),
    () => {
      tell('success', o.removed);
      void navigate('/settings/accounts');
      void queries.invalidateQueries();
    },
  );
  return (
    <Confirm
      title={o.removeTitle(account.name)}
      action={o.remove}
      isBusy={remove.isBusy}
      isDisabled={typed !== account.name}
      error={remove.error}
      onConfirm={() => remove.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{o.removeText}</Box>
      <TextField label={o.removeConfirm(account.name)} value={typed} onChange={setTyped} spellcheck={false} />
    </Confirm>
  );
}

function useCheck(account: string) {
  const queries = useQueryClient();
  const ask = useAsk(
    () => must(api.POST('/api/v1/accounts/{account}/check', { params: { path: { account } } })),
    () => void queries.invalidateQueries({ queryKey: ['accounts'] }),
  );
  return ask;
}

function Permissions({ account }: { account: Account }) {
  const o = useText(accountsText).one;
  const check = useCheck(account.id);
  const report = (account.check ?? undefined) as CheckReport | undefined;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={o.permissionsText}
          actions={
            <Button loading={check.isBusy} onClick={() => check.ask(undefined)}>
              {o.check}
            </Button>
          }
        >
          {o.permissions}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {check.error ? <ProblemAlert error={check.error} /> : null}
        {report?.problem && (
          <Alert type="error" header={o.problem}>
            <ProblemWords problem={{ ...report.problem, status: 400 }} />
          </Alert>
        )}
        {report ? <PermissionMatrix report={report} /> : <span className="m-muted">{o.notChecked}</span>}
      </SpaceBetween>
    </Container>
  );
}

export function Component() {
  const { account: id = '' } = useParams();
  const t = useText(accountsText);
  const o = t.one;
  const may = useText(mayText);
  const mayWrite = useMay('account.write');
  const query = useAccount(id);
  const [dialog, setDialog] = useState<'remove' | 'keys' | 'features'>();
  const account = query.data;
  const title = account?.name ?? id;
  return (
    <Page
      title={title}
      inSettings
      above={[{ text: t.title, href: '/settings/accounts' }]}
      actions={
        account && (
          <SpaceBetween direction="horizontal" size="xs">
            {account.state === 'connected' && <SweepButton accounts={[account.id]} regions={[]} />}
            {account.state === 'connected' && <Button href={`/servers?account=${account.id}`}>{o.servers}</Button>}
            {mayWrite && account.state === 'connected' && (
              <Button onClick={() => setDialog('features')}>{may.change}</Button>
            )}
            {mayWrite && account.connection === 'keys' && (
              <Button onClick={() => setDialog('keys')}>{o.changeKeys}</Button>
            )}
            {mayWrite && account.state !== 'removed' && <Button onClick={() => setDialog('remove')}>{o.remove}</Button>}
          </SpaceBetween>
        )
      }
    >
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Spinner size="large" />}
      {account && (
        <SpaceBetween size="l">
          {account.state === 'pending' && (
            <Alert
              type="warning"
              header={o.pendingTitle}
              action={mayWrite && <Button href={`/settings/accounts/connect?account=${account.id}`}>{o.finish}</Button>}
            />
          )}
          <Summary account={account} />
          {account.state === 'connected' && <Permissions account={account} />}
          <Regions account={account} />
          {dialog === 'remove' && <RemoveDialog account={account} onClose={() => setDialog(undefined)} />}
          {dialog === 'features' && <FeaturesDialog account={account} onClose={() => setDialog(undefined)} />}
          {dialog === 'keys' && <KeysDialog account={account} onClose={() => setDialog(undefined)} />}
        </SpaceBetween>
      )}
    </Page>
  );
}
