import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must } from '../../api/client';
import { useEnter } from '../../app/session';
import { zoneOfBrowser } from '../../format/format';
import { linesOf } from '../../format/lines';
import { type Language, useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { makeCustomers } from '../accounts/new-customers';
import { DoorForm, DoorNotice } from './door-form';
import { LanguageField, ZoneField } from './choices';
import { NewPasswordField, passwordLeast, TextField } from './fields';
import { identityText } from './text';

const ownFields = ['code', 'company', 'name', 'email', 'password'];

/** A company looks after its own accounts; a provider after those of its customers. */
type Kind = 'company' | 'provider';

const nameMost = 100;

export function Component() {
  const words = useText(identityText);
  const t = words.setUp;
  const navigate = useNavigate();
  const enter = useEnter();
  const spoken = useLanguage();
  const [kind, setKind] = useState<Kind>('company');
  const [customers, setCustomers] = useState('');
  const [input, setInput] = useState({ code: '', company: '', name: '', email: '', password: '' });
  const [language, setLanguage] = useState<Language>(spoken);
  // A server's or a container's browser says UTC, which is nobody's zone.
  const [zone, setZone] = useState(zoneOfBrowser() === 'UTC' ? 'America/Sao_Paulo' : zoneOfBrowser());
  const needed = useQuery({
    queryKey: ['set-up'],
    queryFn: () => must(api.GET('/api/v1/set-up')) as Promise<{ needed?: boolean }>,
  });
  const setUp = useAsk(
    async () => {
      const session = await must(
        api.POST('/api/v1/set-up', { body: { ...input, code: input.code.trim(), language, zone } }),
      );
      const refused = await makeCustomers(kind === 'provider' ? linesOf(customers) : []);
      return { session, refused };
    },
    ({ session, refused }) => {
      enter(session);
      void navigate(refused.length ? '/settings/customers' : '/', { replace: true, state: { refused } });
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
  const tooLong = kind === 'provider' && linesOf(customers).some((one) => [...one].length > nameMost);
  const isReady =
    !tooLong && ownFields.every((name) => input[name as keyof typeof input]) && input.password.length >= passwordLeast;
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
      <FormField label={t.kind}>
        <RadioGroup
          value={kind}
          onChange={({ detail }) => setKind(detail.value as Kind)}
          items={[
            { value: 'company', label: t.kinds.company, description: t.kinds.companyText },
            { value: 'provider', label: t.kinds.provider, description: t.kinds.providerText },
          ]}
        />
      </FormField>
      <TextField
        label={t.company}
        help={kind === 'provider' ? t.providerHelp : t.companyHelp}
        autoComplete="organization"
        {...field('company')}
      />
      {kind === 'provider' && (
        <FormField label={t.customers} description={t.customersHelp} errorText={tooLong && t.customerTooLong}>
          <Textarea rows={4} value={customers} onChange={({ detail }) => setCustomers(detail.value)} />
        </FormField>
      )}
      <TextField label={t.name} autoComplete="name" {...field('name')} />
      <TextField label={words.login.email} type="email" autoComplete="username" {...field('email')} />
      <NewPasswordField {...field('password')} />
      <LanguageField value={language} onChange={setLanguage} />
      <ZoneField value={zone} onChange={setZone} />
    </DoorForm>
  );
}
