// Another choice of what the panel may do in an account, and how it comes true in AWS.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { CopyBlock } from '../../widgets/copyable';
import { ProblemAlert } from '../../widgets/problem';
import { MayChoice, PolicyOf } from './may-choice';
import { type Feature, mayText } from './may-text';
import { type Account, useSeenAccount } from './queries';

/** What is left to do in AWS once the choice is kept. */
function ToApply({ account, chosen }: { account: Account; chosen: Feature[] }) {
  const t = useText(mayText);
  const isByRole = account.connection === 'role';
  const pending = useQuery({
    queryKey: ['accounts', 'instructions', account.id, chosen],
    queryFn: () =>
      must(api.GET('/api/v1/accounts/{account}/instructions', { params: { path: { account: account.id } } })),
    enabled: isByRole,
  });
  return (
    <SpaceBetween size="m">
      <Box variant="p">{isByRole ? t.roleText : t.keysText}</Box>
      {pending.isError && <ProblemAlert error={pending.error} retry={() => void pending.refetch()} />}
      {pending.data?.instructions?.policy_command && (
        <CopyBlock text={pending.data.instructions.policy_command} label={t.copyCommand} />
      )}
      <PolicyOf features={chosen} />
    </SpaceBetween>
  );
}

export function FeaturesDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useText(mayText);
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Feature[]>(account.features);
  const [isKept, setKept] = useState(false);
  const asSeen = useSeenAccount(account);
  const keep = useAsk(
    () =>
      asSeen((header) =>
        must(
          api.PUT('/api/v1/accounts/{account}/features', {
            params: { path: { account: account.id }, header },
            body: { features: chosen },
          }),
        ),
      ),
    () => {
      void queries.invalidateQueries({ queryKey: ['accounts'] });
      setKept(true);
    },
  );
  if (isKept)
    return (
      <Modal
        visible
        header={t.saved}
        onDismiss={onClose}
        size="large"
        footer={
          <Box float="right">
            <Button variant="primary" onClick={onClose}>
              {t.close}
            </Button>
          </Box>
        }
      >
        <ToApply account={account} chosen={chosen} />
      </Modal>
    );
  return (
    <Confirm
      title={t.change}
      action={t.save}
      isBusy={keep.isBusy}
      isDisabled={chosen.join() === account.features.join()}
      error={keep.error}
      onConfirm={() => keep.ask(undefined)}
      onDismiss={onClose}
    >
      <MayChoice chosen={chosen} onChange={setChosen} error={undefined} />
    </Confirm>
  );
}
