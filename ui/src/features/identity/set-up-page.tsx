import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must } from '../../api/client';
import { useEnter } from '../../app/session';
import { zoneOfBrowser } from '../../format/format';
import { type Language, useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { DoorForm, DoorNotice } from './door-form';
import { LanguageField, ZoneField } from './choices';
import { NewPasswordField, passwordLeast, TextField } from './fields';
import { identityText } from './text';

const ownFields = ['code', 'company', 'name', 'email', 'password'];

export function Component() {
  const words = useText(identityText);
  const t = words.setUp;
  const navigate = useNavigate();
  const enter = useEnter();
  const spoken = useLanguage();
  const [input, setInput] = useState({ code: '', company: '', name: '', email: '', password: '' });
  const [language, setLanguage] = useState<Language>(spoken);
  // A server's or a container's browser says UTC, which is nobody's zone.
  const [zone, setZone] = useState(zoneOfBrowser() === 'UTC' ? 'America/Sao_Paulo' : zoneOfBrowser());
  const needed = useQuery({
    queryKey: ['set-up'],
    queryFn: () => must(api.GET('/api/v1/set-up')) as Promise<{ needed?: boolean }>,
  });
  const setUp = useAsk(
    () => must(api.POST('/api/v1/set-up', { body: { ...input, code: input.code.trim(), language, zone } })),
    (session) => {
      enter(session);
      void navigate('/', { replace: true });
    },
  );
  const field = (name: keyof typeof input) => ({
    value: input[name],
    onChange: (value: string) => setInput((present) => ({ ...present, [name]: value })),
    error: setUp.errorOf(name),
  });
  if (needed.data?.needed === false)
    return (
      <DoorNotice title={t.title}>
        <Alert type="info" action={<Button href="/login">{t.toLogin}</Button>}>
          {t.done}
        </Alert>
      </DoorNotice>
    );
  const isReady =
    ownFields.every((name) => input[name as keyof typeof input]) && input.password.length >= passwordLeast;
  return (
    <DoorForm
      title={t.title}
      description={t.intro}
      action={t.begin}
      isBusy={setUp.isBusy}
      isReady={isReady}
      error={setUp.errorBeside(...ownFields)}
      onSubmit={() => setUp.ask(undefined)}
    >
      <TextField label={t.code} help={t.codeHelp} spellcheck={false} autoFocus {...field('code')} />
      <TextField label={t.company} help={t.companyHelp} autoComplete="organization" {...field('company')} />
      <TextField label={t.name} autoComplete="name" {...field('name')} />
      <TextField label={words.login.email} type="email" autoComplete="username" {...field('email')} />
      <NewPasswordField {...field('password')} />
      <LanguageField value={language} onChange={setLanguage} />
      <ZoneField value={zone} onChange={setZone} />
    </DoorForm>
  );
}
