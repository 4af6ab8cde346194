import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, must } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useEnter } from '../../app/session';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { DoorForm } from './door-form';
import { TextField } from './fields';
import { nextOf } from './next';
import { identityText } from './text';

export function Component() {
  const t = useText(identityText).login;
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const enter = useEnter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);

  const login = useAsk(
    async () => {
      try {
        const body = needsCode ? { email, password, code: code.replaceAll(' ', '') } : { email, password };
        return await must(api.POST('/api/v1/session', { body }));
      } catch (error) {
        // Asking for the second factor is a step, not a failure.
        if (asProblem(error).code !== 'login.code_needed' || needsCode) throw error;
        setNeedsCode(true);
        return null;
      }
    },
    (session) => {
      if (!session) return;
      enter(session);
      // The token of an invitation stands behind the #, which only a full address keeps.
      void navigate(nextOf(params.get('next')), { replace: true });
    },
  );
  const isReady = email !== '' && password !== '' && (!needsCode || code.trim() !== '');
  return (
    <DoorForm
      title={t.title}
      action={t.enter}
      isBusy={login.isBusy}
      isReady={isReady}
      error={login.error}
      onSubmit={() => login.ask(undefined)}
      secondary={
        needsCode ? (
          <Button
            variant="link"
            formAction="none"
            onClick={() => {
              setNeedsCode(false);
              setCode('');
              setPassword('');
              login.reset();
            }}
          >
            {t.back}
          </Button>
        ) : undefined
      }
    >
      {params.has('password-changed') && !login.error && <Alert type="success">{t.passwordChanged}</Alert>}
      {needsCode ? (
        <TextField
          key="code"
          label={t.code}
          help={t.codeHelp}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
        />
      ) : (
        <SpaceBetween size="l">
          <TextField
            label={t.email}
            type="email"
            name="email"
            autoComplete="username"
            value={email}
            onChange={setEmail}
            autoFocus
          />
          <TextField
            label={t.password}
            type="password"
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
          <Box variant="small" color="text-body-secondary">
            {t.forgot}
          </Box>
        </SpaceBetween>
      )}
    </DoorForm>
  );
}
