import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, type Schemas } from '../../api/client';
import { useNotices } from '../../app/notices';
import { shellText } from '../../app/text';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { CopyBlock } from '../../widgets/copyable';
import { TextField } from './fields';
import { areComplete, areSame, type Limits } from './limits';
import { LimitsField } from './limits-field';
import { useSeenMember } from './queries';
import { RoleField } from './role-field';
import { identityText } from './text';

export type Member = Schemas['Member'];
type Link = Schemas['Link'];

export function InviteDialog({ onMade, onClose }: { onMade: (link: Link) => void; onClose: () => void }) {
  const t = useText(identityText).members;
  const email = useText(identityText).login.email;
  const queries = useQueryClient();
  const [address, setAddress] = useState('');
  const [role, setRole] = useState<Schemas['Role']>('viewer');
  const [chosen, setChosen] = useState<Limits>(null);
  const limits = role === 'admin' ? null : chosen;
  const invite = useAsk(
    () => must(api.POST('/api/v1/invitations', { body: { email: address.trim(), role, limits } })),
    (link) => {
      void queries.invalidateQueries({ queryKey: ['invitations'] });
      onMade(link);
    },
  );
  return (
    <Confirm
      title={t.invite}
      action={t.invite}
      isBusy={invite.isBusy}
      isDisabled={address.trim() === '' || !areComplete(limits)}
      error={invite.errorBeside('email', 'role', 'limits')}
      onConfirm={() => invite.ask(undefined)}
      onDismiss={onClose}
    >
      <TextField
        label={email}
        type="email"
        value={address}
        onChange={setAddress}
        error={invite.errorOf('email')}
        autoFocus
      />
      <RoleField value={role} onChange={setRole} error={invite.errorOf('role')} />
      {role !== 'admin' && <LimitsField value={limits} onChange={setChosen} error={invite.errorOf('limits')} />}
    </Confirm>
  );
}

/** A link that was just made; its secret is shown this once. */
export function LinkDialog({ link, onClose }: { link: Link; onClose: () => void }) {
  const t = useText(identityText).members;
  const close = useText(shellText).close;
  return (
    <Modal
      visible
      header={t.linkTitle}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{close}</Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <div>{link.purpose === 'invitation' ? t.inviteLinkText(link.email) : t.passwordLinkText(link.email)}</div>
        {link.mailed !== undefined && <div>{link.mailed ? t.mailed(link.email) : t.notMailed}</div>}
        <CopyBlock text={`${location.origin}${link.path ?? ''}`} label={t.copyLink} />
      </SpaceBetween>
    </Modal>
  );
}

export function RoleDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useText(identityText).members;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [role, setRole] = useState(member.role);
  const [chosen, setChosen] = useState<Limits>(member.limits);
  const limits = role === 'admin' ? null : chosen;
  const asSeen = useSeenMember(member);
  const change = useAsk(
    () =>
      asSeen((header) =>
        must(
          api.PATCH('/api/v1/members/{user}', {
            params: { path: { user: member.user.id }, header },
            body: { role, limits },
          }),
        ),
      ),
    () => {
      tell('success', t.roleChanged);
      void queries.invalidateQueries({ queryKey: ['members'] });
      void queries.invalidateQueries({ queryKey: ['session'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={t.changeRoleOf(member.user.name)}
      action={t.changeRole}
      isBusy={change.isBusy}
      isDisabled={(role === member.role && areSame(limits, member.limits)) || !areComplete(limits)}
      error={change.errorBeside('limits')}
      onConfirm={() => change.ask(undefined)}
      onDismiss={onClose}
    >
      <RoleField value={role} onChange={setRole} />
      {role !== 'admin' && <LimitsField value={limits} onChange={setChosen} error={change.errorOf('limits')} />}
      <Box variant="small" color="text-body-secondary">
        {t.changeRoleText}
      </Box>
    </Confirm>
  );
}

/** For who has lost the authenticator and the recovery codes. */
export function FactorDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useText(identityText).members;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const remove = useAsk(
    () => must(api.DELETE('/api/v1/members/{user}/authenticator', { params: { path: { user: member.user.id } } })),
    () => {
      tell('success', t.factorRemoved);
      void queries.invalidateQueries({ queryKey: ['members'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={t.removeFactorOf(member.user.name)}
      action={t.removeFactor}
      isBusy={remove.isBusy}
      error={remove.error}
      onConfirm={() => remove.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{t.removeFactorText}</Box>
    </Confirm>
  );
}

export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useText(identityText).members;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const remove = useAsk(
    () => must(api.DELETE('/api/v1/members/{user}', { params: { path: { user: member.user.id } } })),
    () => {
      tell('success', t.removed);
      void queries.invalidateQueries({ queryKey: ['members'] });
      void queries.invalidateQueries({ queryKey: ['session'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={t.removeOf(member.user.name)}
      action={t.remove}
      isBusy={remove.isBusy}
      error={remove.error}
      onConfirm={() => remove.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{t.removeText}</Box>
    </Confirm>
  );
}
