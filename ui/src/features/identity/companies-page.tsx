// The companies of the install, for those who own it: a list, and how one more is added.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, type Schemas } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Moment } from '../../widgets/time';
import { TextField } from './fields';
import { LinkDialog } from './member-dialogs';
import { identityText } from './text';

type Link = Schemas['Link'];

function AddDialog({ onInvited, onClose }: { onInvited: (link: Link) => void; onClose: () => void }) {
  const t = useText(identityText).companies;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [company, setCompany] = useState('');
  const [email, setEmail] = useState('');
  const add = useAsk(
    () => must(api.POST('/api/v1/tenants', { body: { company, email: email.trim() } })),
    (added) => {
      void queries.invalidateQueries({ queryKey: ['tenants'] });
      void queries.invalidateQueries({ queryKey: ['session'] });
      if (added.invitation) return onInvited(added.invitation);
      tell('success', t.administered(email.trim(), added.name));
      onClose();
    },
  );
  return (
    <Confirm
      title={t.add}
      action={t.add}
      isBusy={add.isBusy}
      isDisabled={company.trim() === '' || email.trim() === ''}
      error={add.errorBeside('company', 'email')}
      onConfirm={() => add.ask(undefined)}
      onDismiss={onClose}
    >
      <TextField
        label={t.name}
        value={company}
        onChange={setCompany}
        error={add.errorOf('company')}
        spellcheck={false}
        autoFocus
      />
      <TextField
        label={t.admin}
        help={t.adminHelp}
        type="email"
        value={email}
        onChange={setEmail}
        error={add.errorOf('email')}
      />
    </Confirm>
  );
}

export function Component() {
  const t = useText(identityText).companies;
  const [isAdding, setAdding] = useState(false);
  const [link, setLink] = useState<Link>();
  const tenants = useQuery({
    queryKey: ['tenants'],
    queryFn: async () => (await must(api.GET('/api/v1/tenants'))).tenants,
  });
  return (
    <Page title={t.title} inSettings bare>
      {tenants.isError && <ProblemAlert error={tenants.error} retry={() => void tenants.refetch()} />}
      <Rows
        label={t.title}
        items={tenants.data}
        trackBy={(one) => one.id}
        isLoading={tenants.isPending}
        header={
          <Header
            variant="h1"
            description={t.description}
            actions={
              <Button variant="primary" onClick={() => setAdding(true)}>
                {t.add}
              </Button>
            }
          >
            {t.title}
          </Header>
        }
        empty={<Box padding="l">{t.empty}</Box>}
        columns={[
          { id: 'name', header: t.company, cell: (one) => one.name },
          {
            id: 'administrators',
            header: t.administrators,
            cell: (one) =>
              one.administrators > 0 ? (
                one.administrators
              ) : (
                <>
                  <StatusIndicator type="pending">{t.nobody}</StatusIndicator>
                  <div className="m-muted">{t.newLink}</div>
                </>
              ),
          },
          { id: 'since', header: t.since, cell: (one) => <Moment at={one.created_at} /> },
        ]}
      />
      {isAdding && (
        <AddDialog
          onInvited={(made) => {
            setAdding(false);
            setLink(made);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {link && <LinkDialog link={link} onClose={() => setLink(undefined)} />}
    </Page>
  );
}
