import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, mustBe, type Schemas } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useSession } from '../../app/session';
import { shellText } from '../../app/text';
import { useNow } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { CopyBlock } from '../../widgets/copyable';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age, Moment } from '../../widgets/time';
import { TextField } from './fields';
import { RoleField, rolesUpTo } from './role-field';
import { identityText } from './text';

type Token = Schemas['ApiToken'];

const dayChoices = [7, 30, 90, 365];

function MakeDialog({ onMade, onClose }: { onMade: (token: Token) => void; onClose: () => void }) {
  const t = useText(identityText).tokens;
  const { role: own } = useSession();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Schemas['Role']>('viewer');
  const [days, setDays] = useState(90);
  const make = useAsk(() => must(api.POST('/api/v1/tokens', { body: { name, role, days } })), onMade);
  const options = dayChoices.map((value) => ({ value: String(value), label: t.daysOf(value) }));
  return (
    <Confirm
      title={t.make}
      action={t.make}
      isBusy={make.isBusy}
      isDisabled={name.trim() === ''}
      error={make.errorBeside('name', 'role', 'days')}
      onConfirm={() => make.ask(undefined)}
      onDismiss={onClose}
    >
      <TextField
        label={t.name}
        help={t.nameHelp}
        value={name}
        onChange={setName}
        error={make.errorOf('name')}
        autoFocus
      />
      <RoleField roles={rolesUpTo(own)} value={role} onChange={setRole} error={make.errorOf('role')} />
      <FormField label={t.days} errorText={make.errorOf('days')}>
        <Select
          options={options}
          selectedOption={options.find((one) => one.value === String(days))!}
          onChange={({ detail }) => setDays(Number(detail.selectedOption.value))}
        />
      </FormField>
    </Confirm>
  );
}

function RemoveDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useText(identityText).tokens;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const remove = useAsk(
    () => must(api.DELETE('/api/v1/tokens/{token}', { params: { path: { token: token.id } } })),
    () => {
      tell('success', t.removed);
      void queries.invalidateQueries({ queryKey: ['tokens'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={t.removeTitle(token.name)}
      action={t.remove}
      isBusy={remove.isBusy}
      error={remove.error}
      onConfirm={() => remove.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{t.removeText}</Box>
    </Confirm>
  );
}

export function Component() {
  const t = useText(identityText).tokens;
  const shell = useText(shellText);
  const now = useNow();
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Token>();
  const [removing, setRemoving] = useState<Token>();
  const tokens = useQuery({
    queryKey: ['tokens'],
    queryFn: async () => (await mustBe<{ tokens: Token[] }>(api.GET('/api/v1/tokens'))).tokens,
  });
  return (
    <Page title={t.title} inSettings bare>
      {made?.token && (
        <Alert type="success" header={t.shown} dismissible onDismiss={() => setMade(undefined)}>
          <SpaceBetween size="xs">
            <div>{t.shownText}</div>
            <CopyBlock text={made.token} label={t.copy} />
          </SpaceBetween>
        </Alert>
      )}
      {tokens.isError && <ProblemAlert error={tokens.error} retry={() => void tokens.refetch()} />}
      <Rows
        label={t.title}
        items={tokens.data}
        trackBy={(one) => one.id}
        isLoading={tokens.isPending}
        header={
          <Header
            variant="h1"
            description={t.description}
            actions={
              <Button variant="primary" onClick={() => setMaking(true)}>
                {t.make}
              </Button>
            }
          >
            {t.title}
          </Header>
        }
        empty={
          <Box padding="l">
            <b>{t.empty}</b>
            <Box variant="p">{t.emptyText}</Box>
          </Box>
        }
        columns={[
          { id: 'name', header: t.name, cell: (one) => one.name },
          { id: 'role', header: t.role, cell: (one) => shell.role[one.role] },
          { id: 'created', header: t.created, cell: (one) => <Moment at={one.created_at} /> },
          {
            id: 'expires',
            header: t.expires,
            cell: (one) =>
              Date.parse(one.expires_at) < now ? (
                <StatusIndicator type="stopped">{t.expired}</StatusIndicator>
              ) : (
                <Moment at={one.expires_at} />
              ),
          },
          {
            id: 'used',
            header: t.used,
            cell: (one) => (one.used_at ? <Age at={one.used_at} /> : <span className="m-muted">{t.never}</span>),
          },
          {
            id: 'remove',
            header: '',
            cell: (one) => (
              <Button variant="inline-link" ariaLabel={t.removeTitle(one.name)} onClick={() => setRemoving(one)}>
                {t.remove}
              </Button>
            ),
          },
        ]}
      />
      {isMaking && (
        <MakeDialog
          onMade={(token) => {
            setMade(token);
            setMaking(false);
            void queries.invalidateQueries({ queryKey: ['tokens'] });
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {removing && <RemoveDialog token={removing} onClose={() => setRemoving(undefined)} />}
    </Page>
  );
}
