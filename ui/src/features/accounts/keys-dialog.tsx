import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { TextField } from '../identity/fields';
import { type Account, useSeenAccount } from './queries';
import { accountsText } from './text';

/** Other keys of the same AWS account in place of the old ones. */
export function KeysDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useText(accountsText);
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [keyId, setKeyId] = useState('');
  const [secret, setSecret] = useState('');
  const asSeen = useSeenAccount(account);
  const change = useAsk(
    () =>
      asSeen((header) =>
        must(
          api.PUT('/api/v1/accounts/{account}/keys', {
            params: { path: { account: account.id }, header },
            body: { access_key_id: keyId.trim(), secret_access_key: secret.trim() },
          }),
        ),
      ),
    () => {
      tell('success', t.one.keysChanged);
      void queries.invalidateQueries({ queryKey: ['accounts'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={t.one.changeKeys}
      action={t.one.changeKeys}
      isBusy={change.isBusy}
      isDisabled={!keyId || !secret}
      error={change.errorBeside('access_key_id', 'secret_access_key')}
      onConfirm={() => change.ask(undefined)}
      onDismiss={onClose}
    >
      <TextField
        label={t.wizard.keyId}
        help={t.wizard.keysHelp}
        value={keyId}
        onChange={setKeyId}
        error={change.errorOf('access_key_id')}
        spellcheck={false}
      />
      <TextField
        label={t.wizard.secret}
        type="password"
        value={secret}
        onChange={setSecret}
        error={change.errorOf('secret_access_key')}
      />
    </Confirm>
  );
}
