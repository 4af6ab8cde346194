import Box from '@cloudscape-design/components/box';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { TextField } from '../identity/fields';
import type { ServerDetail } from './queries';
import { serversText } from './text';

/** Marks a server "never switch off", or lifts the mark. */
export function LockDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const s = useText(serversText).server;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [reason, setReason] = useState('');
  const isMarked = server.never_switch_off !== undefined;
  const params = {
    path: { id: server.id },
    query: { account: server.account, region: server.region },
  };
  const change = useAsk(
    async () => {
      if (isMarked) return must(api.DELETE('/api/v1/servers/{id}/never-switch-off', { params }));
      return must(api.PUT('/api/v1/servers/{id}/never-switch-off', { params, body: { reason } }));
    },
    () => {
      tell('success', isMarked ? s.lockCleared : s.lockDone);
      for (const key of ['server', 'servers', 'never-switch-off']) void queries.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  );
  return (
    <Confirm
      title={isMarked ? s.lockClear : s.lockSet}
      action={isMarked ? s.lockClear : s.lockSet}
      isBusy={change.isBusy}
      isDisabled={!isMarked && reason.trim() === ''}
      error={change.errorBeside('reason')}
      onConfirm={() => change.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{isMarked ? s.lockClearText : s.lockText}</Box>
      {!isMarked && (
        <TextField
          label={s.lockReason}
          help={s.lockReasonHelp}
          value={reason}
          onChange={setReason}
          error={change.errorOf('reason')}
          autoFocus
        />
      )}
    </Confirm>
  );
}
