// Turning the second factor on and off. The secret and the recovery codes are shown once, and kept nowhere here.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, mustBe } from '../../api/client';
import { useNotices } from '../../app/notices';
import { sessionKey, useSession } from '../../app/session';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { TextField } from './fields';
import { QrCode } from './qr';
import { identityText } from './text';

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useText(identityText).profile;
  return (
    <Modal
      visible
      header={t.recovery}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {t.kept}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">{t.recoveryText}</Alert>
        <CopyBlock text={codes.join('\n')} label={t.copyRecovery} />
      </SpaceBetween>
    </Modal>
  );
}

/** Both ways begin with the password. */
function PasswordDialog<Output>(props: {
  title: string;
  action: string;
  send: (password: string) => Promise<Output>;
  onDone: (output: Output) => void;
  onClose: () => void;
}) {
  const t = useText(identityText).profile;
  const [password, setPassword] = useState('');
  const send = useAsk(() => props.send(password), props.onDone);
  return (
    <Confirm
      title={props.title}
      action={props.action}
      isBusy={send.isBusy}
      isDisabled={password === ''}
      error={send.errorBeside('password')}
      onConfirm={() => send.ask(undefined)}
      onDismiss={props.onClose}
    >
      <TextField
        label={t.confirmPassword}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={send.errorOf('password')}
        autoFocus
      />
    </Confirm>
  );
}

function TurnOn({ onClose }: { onClose: () => void }) {
  const t = useText(identityText).profile;
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [offer, setOffer] = useState<{ secret: string; uri: string }>();
  const [codes, setCodes] = useState<string[]>();
  const prove = useAsk(
    () =>
      mustBe<{ recovery_codes: string[] }>(
        api.PUT('/api/v1/me/authenticator', { body: { code: code.replaceAll(' ', '') } }),
      ),
    (answer) => {
      setCodes(answer.recovery_codes);
      void queries.invalidateQueries({ queryKey: sessionKey });
    },
  );
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  if (!offer)
    return (
      <PasswordDialog
        title={t.turnOn}
        action={t.next}
        send={(password) => must(api.POST('/api/v1/me/authenticator', { body: { password } }))}
        onDone={setOffer}
        onClose={onClose}
      />
    );
  return (
    <Confirm
      title={t.turnOn}
      action={t.confirm}
      isBusy={prove.isBusy}
      isDisabled={code.trim() === ''}
      error={prove.errorBeside('code')}
      onConfirm={() => prove.ask(undefined)}
      onDismiss={onClose}
    >
      <div>{t.scan}</div>
      <QrCode text={offer.uri} label={t.qrLabel} />
      <div>
        {t.typeSecret} <Copyable text={offer.secret} />
      </div>
      <TextField
        label={t.firstCode}
        value={code}
        onChange={setCode}
        error={prove.errorOf('code')}
        autoComplete="one-time-code"
        inputMode="numeric"
      />
    </Confirm>
  );
}

function TurnOff({ onClose }: { onClose: () => void }) {
  const t = useText(identityText).profile;
  const queries = useQueryClient();
  const { tell } = useNotices();
  return (
    <PasswordDialog
      title={t.turnOff}
      action={t.turnOff}
      send={(password) => must(api.DELETE('/api/v1/me/authenticator', { body: { password } }))}
      onDone={() => {
        tell('success', t.turnedOff);
        void queries.invalidateQueries({ queryKey: sessionKey });
        onClose();
      }}
      onClose={onClose}
    />
  );
}

export function Authenticator() {
  const t = useText(identityText).profile;
  const { user } = useSession();
  const [dialog, setDialog] = useState<'on' | 'off'>();
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button onClick={() => setDialog(user.has_authenticator ? 'off' : 'on')}>
              {user.has_authenticator ? t.turnOff : t.turnOn}
            </Button>
          }
        >
          {t.factor}
        </Header>
      }
    >
      <SpaceBetween size="xs">
        <StatusIndicator type={user.has_authenticator ? 'success' : 'warning'}>
          {user.has_authenticator ? t.factorOn : t.factorOff}
        </StatusIndicator>
        <div>{t.factorText}</div>
        {!user.has_authenticator && <div className="m-muted">{t.factorAdvice}</div>}
      </SpaceBetween>
      {dialog === 'on' && <TurnOn onClose={() => setDialog(undefined)} />}
      {dialog === 'off' && <TurnOff onClose={() => setDialog(undefined)} />}
    </Container>
  );
}
