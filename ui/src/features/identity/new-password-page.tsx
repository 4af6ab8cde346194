import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must } from '../../api/client';
import { FullPageWait } from '../../app/full-page';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { BrokenLink, DoorForm } from './door-form';
import { NewPasswordField, passwordLeast } from './fields';
import { useLink } from './link';
import { identityText } from './text';

export function Component() {
  const words = useText(identityText);
  const t = words.newPassword;
  const navigate = useNavigate();
  const { token, link } = useLink();
  const [password, setPassword] = useState('');
  const change = useAsk(
    () => must(api.POST('/api/v1/links/new-password', { body: { token, password } })),
    () => void navigate('/login?password-changed', { replace: true }),
  );
  if (token === '' || link.isError) return <BrokenLink title={t.title} token={token} error={link.error} />;
  if (!link.data) return <FullPageWait />;
  return (
    <DoorForm
      title={t.title}
      description={t.intro(link.data.email)}
      action={t.change}
      isBusy={change.isBusy}
      isReady={password.length >= passwordLeast}
      error={change.errorBeside('password')}
      onSubmit={() => change.ask(undefined)}
    >
      <NewPasswordField
        label={words.newPasswordField}
        value={password}
        onChange={setPassword}
        error={change.errorOf('password')}
      />
    </DoorForm>
  );
}
