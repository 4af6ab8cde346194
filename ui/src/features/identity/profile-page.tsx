import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { sessionKey, useSession } from '../../app/session';
import { shellText } from '../../app/text';
import { useFormats, useNow } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Authenticator } from './authenticator';
import { LanguageField, ZoneField } from './choices';
import { NewPasswordField, passwordLeast, TextField } from './fields';
import { LimitsText } from './limits-text';
import { useSeenProfile } from './queries';
import { Sessions } from './sessions';
import { identityText } from './text';

function Person() {
  const t = useText(identityText).profile;
  const save = useText(shellText).save;
  const { user } = useSession();
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [name, setName] = useState(user.name);
  const [language, setLanguage] = useState(user.language);
  const [zone, setZone] = useState(user.zone);
  // A change makes it another one, so the next is made of what came of it.
  const asSeen = useSeenProfile(user);
  const change = useAsk(
    () => asSeen((header) => must(api.PATCH('/api/v1/me', { params: { header }, body: { name, language, zone } }))),
    () => {
      tell('success', t.saved);
      void queries.invalidateQueries({ queryKey: sessionKey });
    },
  );
  const isChanged = name !== user.name || language !== user.language || zone !== user.zone;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.ask(undefined);
      }}
    >
      <Container header={<Header variant="h2">{t.person}</Header>}>
        <Form
          actions={
            <Button formAction="submit" variant="primary" loading={change.isBusy} disabled={!isChanged}>
              {save}
            </Button>
          }
        >
          <SpaceBetween size="l">
            {change.errorBeside('name', 'zone') ? <ProblemAlert error={change.errorBeside('name', 'zone')} /> : null}
            <TextField label={t.email} value={user.email} onChange={() => {}} disabled />
            <TextField label={t.name} value={name} onChange={setName} error={change.errorOf('name')} />
            <LanguageField value={language} onChange={setLanguage} />
            <ZoneField value={zone} onChange={setZone} />
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}

function Access() {
  const t = useText(identityText).limits;
  const roles = useText(shellText).role;
  const { role, limits } = useSession();
  return (
    <Container header={<Header variant="h2">{t.access}</Header>}>
      <KeyValuePairs
        columns={2}
        items={[
          { label: t.role, value: roles[role] },
          { label: t.title, value: <LimitsText limits={limits} /> },
        ]}
      />
    </Container>
  );
}

function Password() {
  const words = useText(identityText);
  const t = words.profile;
  const formats = useFormats();
  const now = useNow();
  const { user } = useSession();
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const change = useAsk(
    () => must(api.PUT('/api/v1/me/password', { body: { present, password } })),
    () => {
      tell('success', t.changedNow);
      setPresent('');
      setPassword('');
      void queries.invalidateQueries({ queryKey: sessionKey });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.ask(undefined);
      }}
    >
      <Container
        header={
          <Header variant="h2" description={t.changed(formats.age(user.password_changed_at, now))}>
            {t.password}
          </Header>
        }
      >
        <Form
          actions={
            <Button
              formAction="submit"
              loading={change.isBusy}
              disabled={present === '' || password.length < passwordLeast}
            >
              {t.change}
            </Button>
          }
        >
          <SpaceBetween size="l">
            {change.errorBeside('present', 'password') ? (
              <ProblemAlert error={change.errorBeside('present', 'password')} />
            ) : null}
            <TextField
              label={t.present}
              type="password"
              autoComplete="current-password"
              value={present}
              onChange={setPresent}
              error={change.errorOf('present')}
            />
            <NewPasswordField
              label={words.newPasswordField}
              value={password}
              onChange={setPassword}
              error={change.errorOf('password')}
            />
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}

export function Component() {
  const t = useText(identityText).profile;
  return (
    <Page title={t.title} inSettings>
      <Grid
        gridDefinition={[
          { colspan: { default: 12, m: 6 } },
          { colspan: { default: 12, m: 6 } },
          { colspan: { default: 12 } },
        ]}
      >
        <SpaceBetween size="l">
          <Person />
          <Access />
        </SpaceBetween>
        <SpaceBetween size="l">
          <Authenticator />
          <Password />
        </SpaceBetween>
        <Sessions />
      </Grid>
    </Page>
  );
}
