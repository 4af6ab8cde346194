import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must } from '../../api/client';
import { FullPageWait } from '../../app/full-page';
import { useEnter, useSessionQuery } from '../../app/session';
import { shellText } from '../../app/text';
import { actorName } from '../../format/actor';
import { zoneOfBrowser } from '../../format/format';
import { type Language, useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Moment } from '../../widgets/time';
import { BrokenLink, DoorForm } from './door-form';
import { LanguageField, ZoneField } from './choices';
import { NewPasswordField, passwordLeast, TextField } from './fields';
import { useLink } from './link';
import { identityText } from './text';

export function Component() {
  const words = useText(identityText);
  const t = words.join;
  const roles = useText(shellText).role;
  const spoken = useLanguage();
  const navigate = useNavigate();
  const enter = useEnter();
  const [isTaken, setTaken] = useState(false);
  const { token, link } = useLink(isTaken);
  const session = useSessionQuery();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [language, setLanguage] = useState<Language>(spoken);
  const [zone, setZone] = useState(zoneOfBrowser());
  const inside = (next: Parameters<typeof enter>[0]) => {
    setTaken(true);
    enter(next);
    void navigate('/', { replace: true });
  };
  const join = useAsk(
    () => must(api.POST('/api/v1/links/join', { body: { token, name, password, language, zone } })),
    inside,
  );
  const accept = useAsk(() => must(api.POST('/api/v1/links/accept', { body: { token } })), inside);

  if (token === '' || link.isError) return <BrokenLink title={t.invitation} token={token} error={link.error} />;
  if (!link.data || session.isPending) return <FullPageWait />;

  const title = t.title(link.data.tenant_name ?? '');
  const intro = (
    <>
      {t.invited(actorName(link.data.made_by, spoken), link.data.role ? roles[link.data.role] : '')} {t.expires}{' '}
      <Moment at={link.data.expires_at} />.
    </>
  );
  if (session.data)
    return (
      <DoorForm
        title={title}
        description={intro}
        action={t.accept}
        isBusy={accept.isBusy}
        isReady
        error={accept.error}
        onSubmit={() => accept.ask(undefined)}
      >
        <Box variant="p">{t.asPerson(session.data.user.email)}</Box>
      </DoorForm>
    );
  if (link.data.has_account)
    return (
      <Alert
        type="info"
        header={title}
        action={<Button href={`/login?next=${encodeURIComponent(`/join#${token}`)}`}>{t.toLogin}</Button>}
      >
        {t.hasAccount}
      </Alert>
    );
  return (
    <DoorForm
      title={title}
      description={intro}
      action={t.begin}
      isBusy={join.isBusy}
      isReady={name !== '' && password.length >= passwordLeast}
      error={join.errorBeside('name', 'password')}
      onSubmit={() => join.ask(undefined)}
    >
      <TextField label={words.login.email} value={link.data.email} onChange={() => {}} disabled />
      <TextField
        label={t.name}
        autoComplete="name"
        value={name}
        onChange={setName}
        error={join.errorOf('name')}
        autoFocus
      />
      <NewPasswordField value={password} onChange={setPassword} error={join.errorOf('password')} />
      <LanguageField value={language} onChange={setLanguage} />
      <ZoneField value={zone} onChange={setZone} />
    </DoorForm>
  );
}
