import Box from '@cloudscape-design/components/box';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { TextField } from '../identity/fields';
import type { DatabaseDetail } from './queries';
import { databasesText } from './text';

/** Marks a database "never switch off", or lifts the mark. */
export function LockDialog({ database, onClose }: { database: DatabaseDetail; onClose: () => void }) {
  const o = useText(databasesText).one;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [reason, setReason] = useState('');
  const isMarked = database.never_switch_off !== undefined;
  const params = { path: { id: database.id }, query: { account: database.account, region: database.region } };
  const change = useAsk(
    async () => {
      if (isMarked) return must(api.DELETE('/api/v1/databases/{id}/never-switch-off', { params }));
      return must(api.PUT('/api/v1/databases/{id}/never-switch-off', { params, body: { reason } }));
    },
    () => {
      tell('success', isMarked ? o.lockCleared : o.lockDone);
      for (const key of ['database', 'databases', 'never-switch-off'])
        void queries.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  );
  return (
    <Confirm
      title={isMarked ? o.lockClear : o.lockSet}
      action={isMarked ? o.lockClear : o.lockSet}
      isBusy={change.isBusy}
      isDisabled={!isMarked && reason.trim() === ''}
      error={change.errorBeside('reason')}
      onConfirm={() => change.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{o.lockText}</Box>
      {!isMarked && (
        <TextField
          label={o.lockReason}
          value={reason}
          onChange={setReason}
          error={change.errorOf('reason')}
          autoFocus
        />
      )}
    </Confirm>
  );
}
