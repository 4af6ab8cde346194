import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import type { Pause } from '../../api/open-shapes';
import { useMay } from '../../app/session';
import { shellText } from '../../app/text';
import { texts, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Page } from '../../widgets/page';
import { Age } from '../../widgets/time';
import { TextField } from '../identity/fields';
import { usePauses } from './queries';

const words = texts(
  {
    title: 'Pausas e travas',
    text: 'Enquanto há uma pausa, o painel recusa mudar servidores dentro dela.',
    pause: 'Pausar tudo',
    resume: 'Retomar',
    reason: 'Motivo',
    scope: 'Alcance',
    by: 'Por',
    since: 'Desde',
    all: 'Toda a empresa',
    none: 'Nada está pausado.',
  },
  {
    title: 'Pauses and locks',
    text: 'While there is a pause, the panel refuses to change servers within it.',
    pause: 'Pause everything',
    resume: 'Resume',
    reason: 'Reason',
    scope: 'Scope',
    by: 'By',
    since: 'Since',
    all: 'Whole company',
    none: 'Nothing is paused.',
  },
);

/** Null: pause everything; else lift that pause. */
function BrakeDialog({ pause, onClose }: { pause: Pause | null; onClose: () => void }) {
  const t = useText(words);
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const change = useAsk(
    () =>
      pause
        ? must(
            api.DELETE('/api/v1/pauses', {
              params: { query: { scope: pause.scope, ...(pause.id ? { id: pause.id } : {}), reason } },
            }),
          )
        : must(api.POST('/api/v1/pauses', { body: { scope: 'everything', reason } })),
    () => {
      void queries.invalidateQueries({ queryKey: ['pauses'] });
      onClose();
    },
  );
  const title = pause ? t.resume : t.pause;
  return (
    <Confirm
      title={title}
      action={title}
      isBusy={change.isBusy}
      isDisabled={!pause && reason.trim() === ''}
      error={change.error}
      onConfirm={() => change.ask(undefined)}
      onDismiss={onClose}
    >
      <TextField label={t.reason} value={reason} onChange={setReason} autoFocus />
    </Confirm>
  );
}

export function Component() {
  const t = useText(words);
  const settings = useText(shellText).settings;
  const may = useMay('policy.write');
  const pauses = usePauses();
  const [dialog, setDialog] = useState<Pause | null>();
  return (
    <Page
      title={t.title}
      crumbs={[
        { text: settings, href: '/settings/accounts' },
        { text: t.title, href: '#' },
      ]}
      bare
    >
      <Table
        variant="full-page"
        items={pauses.data ?? []}
        loading={pauses.isPending}
        empty={t.none}
        header={
          <Header
            variant="h1"
            description={t.text}
            actions={may && <Button onClick={() => setDialog(null)}>{t.pause}</Button>}
          >
            {t.title}
          </Header>
        }
        columnDefinitions={[
          { id: 'scope', header: t.scope, cell: (one) => one.name ?? one.id ?? t.all, isRowHeader: true },
          { id: 'reason', header: t.reason, cell: (one) => one.reason },
          { id: 'by', header: t.by, cell: (one) => one.by.name },
          { id: 'since', header: t.since, cell: (one) => <Age at={one.since} /> },
          {
            id: 'lift',
            header: '',
            cell: (one) =>
              may && (
                <Button variant="inline-link" onClick={() => setDialog(one)}>
                  {t.resume}
                </Button>
              ),
          },
        ]}
      />
      {dialog !== undefined && <BrakeDialog pause={dialog} onClose={() => setDialog(undefined)} />}
    </Page>
  );
}
