import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import type { Mark, Pause } from '../../api/open-shapes';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age } from '../../widgets/time';
import { keyOf } from '../servers/queries';
import { ServerLink } from '../servers/server-link';
import { BrakeDialog } from './brake-dialog';
import { useMarks, usePauses } from './queries';
import { policyText } from './text';

const serverOf = (mark: Mark) => ({ id: mark.server, account: mark.account, region: mark.region });

/** Each mark is set and lifted on its server's own page. */
function Marks() {
  const t = useText(policyText);
  const language = useLanguage();
  const marks = useMarks();
  return (
    <Rows
      variant="container"
      label={t.marks}
      items={marks.data}
      isLoading={marks.isPending}
      trackBy={(one) => keyOf(serverOf(one))}
      empty={t.noMarks}
      header={
        <Header variant="h2" description={t.marksText}>
          {t.marks}
        </Header>
      }
      footer={marks.isError && <ProblemAlert error={marks.error} retry={() => void marks.refetch()} />}
      columns={[
        {
          id: 'server',
          header: t.server,
          cell: (one) => <ServerLink of={serverOf(one)} />,
        },
        { id: 'place', header: t.place, cell: (one) => `${one.account_name ?? one.account} · ${one.region}` },
        { id: 'reason', header: t.reason, cell: (one) => one.reason },
        { id: 'by', header: t.by, cell: (one) => actorName(one.by.name, language) },
        { id: 'since', header: t.since, cell: (one) => <Age at={one.since} /> },
      ]}
    />
  );
}

export function Component() {
  const t = useText(policyText);
  const language = useLanguage();
  const may = useMay('policy.write');
  const pauses = usePauses();
  const [dialog, setDialog] = useState<Pause | null>();
  return (
    <Page
      title={t.title}
      inSettings
      description={t.text}
      actions={may && <Button onClick={() => setDialog(null)}>{t.pause}</Button>}
    >
      <Rows
        variant="container"
        label={t.pauses}
        items={pauses.data}
        isLoading={pauses.isPending}
        trackBy={(one) => `${one.scope} ${one.id ?? ''}`}
        empty={t.none}
        header={<Header variant="h2">{t.pauses}</Header>}
        footer={pauses.isError && <ProblemAlert error={pauses.error} retry={() => void pauses.refetch()} />}
        columns={[
          {
            id: 'scope',
            header: t.scope,
            cell: (one) => (
              <>
                {one.scope !== 'everything' && (one.name ?? one.id)} <Badge>{t.scopes[one.scope]}</Badge>
              </>
            ),
          },
          { id: 'reason', header: t.reason, cell: (one) => one.reason },
          { id: 'by', header: t.by, cell: (one) => actorName(one.by.name, language) },
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
      <Marks />
      {dialog !== undefined && <BrakeDialog pause={dialog} onClose={() => setDialog(undefined)} />}
    </Page>
  );
}
