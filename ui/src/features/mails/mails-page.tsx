// Where mails go, a mail to try it with all that was said, and what has become of the others.
import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, type Schemas } from '../../api/client';
import { useMay, useSession } from '../../app/session';
import { shellText } from '../../app/text';
import { actorName } from '../../format/actor';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { CopyBlock } from '../../widgets/copyable';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age } from '../../widgets/time';
import { mailsText } from './text';

type State = Schemas['Mail']['state'];

// The stream of events does not tell of mails.
const every = 15_000;

function Settings() {
  const t = useText(mailsText);
  const shell = useText(shellText);
  const formats = useFormats();
  const settings = useQuery({
    queryKey: ['mail'],
    queryFn: () => must(api.GET('/api/v1/mail')),
    refetchInterval: every,
  });
  const known = settings.data;
  return (
    <Container>
      {settings.isError && <ProblemAlert error={settings.error} retry={() => void settings.refetch()} />}
      <KeyValuePairs
        columns={2}
        minColumnWidth={200}
        items={[
          { label: t.place, value: known ? (known.place ?? t.noPlace) : shell.unknown },
          { label: t.from, value: known?.from || shell.unknown },
          { label: t.address, value: known ? (known.panel_address ?? t.noAddress) : shell.unknown },
          {
            label: t.counts,
            value: known ? `${formats.number(known.waiting)} / ${formats.number(known.failed)}` : shell.unknown,
          },
        ]}
      />
    </Container>
  );
}

function Try() {
  const t = useText(mailsText);
  const { user } = useSession();
  const [to, setTo] = useState(user.email);
  const [tried, setTried] = useState<Schemas['TriedMail']>();
  const send = useAsk((address: string) => must(api.POST('/api/v1/mail/test', { body: { to: address } })), setTried);
  const refused: AlertProps = { type: 'error', header: t.notAccepted };
  const toldOf: Record<Schemas['TriedMail']['outcome'], AlertProps> = {
    accepted: { type: 'success', header: t.accepted },
    refused,
    later: refused,
    unknown: { type: 'warning', header: t.notKnown },
  };
  return (
    <Container
      header={
        <Header variant="h2" description={t.testText}>
          {t.test}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label={t.to} errorText={send.errorOf('to')}>
          <Input value={to} type="email" onChange={({ detail }) => setTo(detail.value)} />
        </FormField>
        <Button
          loading={send.isBusy}
          disabled={to.trim() === ''}
          onClick={() => {
            setTried(undefined);
            send.ask(to.trim());
          }}
        >
          {t.send}
        </Button>
        {send.errorBeside('to') !== undefined && <ProblemAlert error={send.errorBeside('to')} />}
        {tried && (
          <Alert {...toldOf[tried.outcome]}>
            <span lang="en">{tried.said}</span>
          </Alert>
        )}
        {tried && <CopyBlock text={tried.transcript} label={t.transcript} />}
      </SpaceBetween>
    </Container>
  );
}

function Mails() {
  const t = useText(mailsText);
  const language = useLanguage();
  const formats = useFormats();
  const [state, setState] = useState<State>('failed');
  const mails = useQuery({
    queryKey: ['mails', state],
    queryFn: async () => (await must(api.GET('/api/v1/mails', { params: { query: { state } } }))).mails,
    refetchInterval: every,
  });
  return (
    <Rows
      variant="container"
      label={t.mails}
      items={mails.data}
      trackBy={(one) => one.id}
      isLoading={mails.isPending}
      header={
        <Header
          variant="h2"
          description={t.newest}
          actions={
            <SegmentedControl
              label={t.state}
              selectedId={state}
              options={(['failed', 'waiting', 'accepted', 'withdrawn'] as const).map((id) => ({
                id,
                text: t.states[id],
              }))}
              onChange={({ detail }) => setState(detail.selectedId as State)}
            />
          }
        >
          {t.mails}
        </Header>
      }
      footer={mails.isError && <ProblemAlert error={mails.error} retry={() => void mails.refetch()} />}
      empty={<Box color="text-body-secondary">{t.noMails}</Box>}
      columns={[
        { id: 'to', header: t.recipient, cell: (one) => one.to },
        { id: 'subject', header: t.subject, cell: (one) => one.subject },
        { id: 'by', header: t.by, cell: (one) => actorName(one.made_by, language) },
        { id: 'created', header: t.created, cell: (one) => <Age at={one.created_at} /> },
        { id: 'attempts', header: t.attempts, cell: (one) => formats.number(one.attempts) },
        {
          id: 'said',
          header: t.said,
          cell: (one) => (
            <>
              <span lang="en">{one.said ?? '–'}</span>
              {one.due_at && one.attempts > 0 && (
                <div className="m-muted">
                  {t.nextAttempt} <Age at={one.due_at} />
                </div>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

export function Component() {
  const t = useText(mailsText);
  const runsInstall = useMay('install.manage');
  return (
    <Page title={t.title} inSettings description={t.text}>
      {runsInstall && <Settings />}
      {runsInstall && <Try />}
      <Mails />
    </Page>
  );
}
