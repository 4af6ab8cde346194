import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, mustBe, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { problemText } from '../../api/problem-text';
import { useNotices } from '../../app/notices';
import { useSession } from '../../app/session';
import { shellText } from '../../app/text';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age, Moment } from '../../widgets/time';
import { LimitsText } from './limits-text';
import { FactorDialog, InviteDialog, LinkDialog, type Member, RemoveDialog, RoleDialog } from './member-dialogs';
import { membersQuery } from './queries';
import { identityText } from './text';

type Link = Schemas['Link'];
type MemberDialog = 'role' | 'factor' | 'remove';
type Dialog = { kind: 'invite' } | { kind: MemberDialog; member: Member } | { kind: 'link'; link: Link };

function Invitations() {
  const { members: t, limits } = useText(identityText);
  const roles = useText(shellText).role;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const language = useLanguage();
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: async () => (await mustBe<{ invitations: Link[] }>(api.GET('/api/v1/invitations'))).invitations,
  });
  const takeBack = useAsk(
    async (invitation: string) => {
      try {
        await must(api.DELETE('/api/v1/invitations/{invitation}', { params: { path: { invitation } } }));
        tell('success', t.takenBack);
      } catch (error) {
        tell('error', problemText(asProblem(error), language));
      }
    },
    () => void queries.invalidateQueries({ queryKey: ['invitations'] }),
  );
  return (
    <Rows
      variant="container"
      label={t.invitations}
      items={invitations.data}
      trackBy={(one) => one.id}
      isLoading={invitations.isPending}
      footer={
        invitations.isError && <ProblemAlert error={invitations.error} retry={() => void invitations.refetch()} />
      }
      header={<Header variant="h2">{t.invitations}</Header>}
      empty={<Box color="text-body-secondary">{t.noInvitations}</Box>}
      columns={[
        { id: 'email', header: t.person, cell: (one) => one.email },
        { id: 'role', header: t.role, cell: (one) => (one.role ? roles[one.role] : '–') },
        { id: 'limits', header: limits.title, cell: (one) => <LimitsText limits={one.limits} /> },
        { id: 'by', header: t.by, cell: (one) => actorName(one.made_by, language) },
        { id: 'expires', header: t.expires, cell: (one) => <Age at={one.expires_at} /> },
        {
          id: 'take-back',
          header: '',
          cell: (one) => (
            <Button variant="inline-link" onClick={() => takeBack.ask(one.id)}>
              {t.takeBack}
            </Button>
          ),
        },
      ]}
    />
  );
}

export function Component() {
  const { members: t, limits } = useText(identityText);
  const shell = useText(shellText);
  const language = useLanguage();
  const { user } = useSession();
  const { tell } = useNotices();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const members = useQuery(membersQuery);
  const newPassword = useAsk(
    async (id: string) => {
      try {
        return await must(api.POST('/api/v1/members/{user}/new-password', { params: { path: { user: id } } }));
      } catch (error) {
        tell('error', problemText(asProblem(error), language));
        return undefined;
      }
    },
    (link) => link && setDialog({ kind: 'link', link }),
  );
  return (
    <Page
      title={t.title}
      inSettings
      description={t.description}
      actions={
        <Button variant="primary" onClick={() => setDialog({ kind: 'invite' })}>
          {t.invite}
        </Button>
      }
    >
      {members.isError && <ProblemAlert error={members.error} retry={() => void members.refetch()} />}
      <Rows
        variant="container"
        label={t.title}
        items={members.data}
        trackBy={(one) => one.user.id}
        isLoading={members.isPending}
        columns={[
          {
            id: 'person',
            header: t.person,
            cell: (one) => (
              <>
                {one.user.name} {one.user.id === user.id && <Badge color="blue">{t.you}</Badge>}
                <div className="m-muted">{one.user.email}</div>
              </>
            ),
          },
          { id: 'role', header: t.role, cell: (one) => shell.role[one.role] },
          { id: 'limits', header: limits.title, cell: (one) => <LimitsText limits={one.limits} /> },
          {
            id: 'factor',
            header: t.factor,
            cell: (one) => (
              <StatusIndicator type={one.user.has_authenticator ? 'success' : 'stopped'}>
                {one.user.has_authenticator ? t.on : t.off}
              </StatusIndicator>
            ),
          },
          { id: 'since', header: t.since, cell: (one) => <Moment at={one.since} /> },
          {
            id: 'actions',
            header: '',
            cell: (one) => (
              <ButtonDropdown
                variant="inline-icon"
                expandToViewport
                ariaLabel={`${t.actions}: ${one.user.name}`}
                items={[
                  { id: 'role', text: t.changeRole },
                  { id: 'new-password', text: t.newPassword, disabled: one.user.id === user.id },
                  ...(one.user.has_authenticator && one.user.id !== user.id
                    ? [{ id: 'factor', text: t.removeFactor }]
                    : []),
                  { id: 'remove', text: t.remove },
                ]}
                onItemClick={({ detail }) => {
                  if (detail.id === 'new-password') newPassword.ask(one.user.id);
                  else setDialog({ kind: detail.id as MemberDialog, member: one });
                }}
              />
            ),
          },
        ]}
      />
      <Invitations />
      {dialog?.kind === 'invite' && (
        <InviteDialog onMade={(link) => setDialog({ kind: 'link', link })} onClose={close} />
      )}
      {dialog?.kind === 'role' && <RoleDialog member={dialog.member} onClose={close} />}
      {dialog?.kind === 'factor' && <FactorDialog member={dialog.member} onClose={close} />}
      {dialog?.kind === 'remove' && <RemoveDialog member={dialog.member} onClose={close} />}
      {dialog?.kind === 'link' && <LinkDialog link={dialog.link} onClose={close} />}
    </Page>
  );
}
