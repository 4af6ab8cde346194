// How each target of an operation stands: what was seen, why, and with which requests to AWS.
import Cards from '@cloudscape-design/components/cards';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import Popover from '@cloudscape-design/components/popover';
import Table from '@cloudscape-design/components/table';
import { useMemo, useState } from 'react';
import { useLanguage, useText } from '../../text/language';
import { Copyable } from '../../widgets/copyable';
import { useNarrow } from '../../widgets/narrow';
import { Age, SeenAt } from '../../widgets/time';
import { isDatabase, keyOf, pathOf } from '../servers/queries';
import { StateMark as DatabaseStateMark } from '../databases/state';
import { StateMark } from '../servers/state';
import { serversText } from '../servers/text';
import { OutcomeMark } from './marks';
import type { Operation, Outcome, Target } from './queries';
import { reasonText, shortened } from './reason-text';
import { sweptText } from './swept';
import { operationsText } from './text';

const pageSize = 50;
/** What needs somebody's eyes first. */
const order: Outcome[] = ['needs_person', 'failed', 'refused', 'pending', 'cancelled', 'succeeded'];

function TargetName({ target }: { target: Target }) {
  return <Link href={pathOf(target)}>{target.name ?? <span className="m-mono">{target.id}</span>}</Link>;
}

/** As much as a row of a table bears. */
const saidMost = 160;

function Reason({ target }: { target: Target }) {
  const t = useText(operationsText);
  const losses = useText(serversText).losses;
  const language = useLanguage();
  const { text: said, original: whole } = reasonText(target.reason_code, target.reason, language);
  // A region that could not be read says so for each kind of thing in it.
  const isLong = !whole && said.length > saidMost;
  const text = isLong ? shortened(said, saidMost) : said;
  const original = isLong ? said : whole;
  return (
    <>
      {text &&
        (original ? (
          <Popover
            triggerType="text"
            header={t.original}
            content={<span lang="en">{original}</span>}
            dismissButton={false}
          >
            {text}
          </Popover>
        ) : (
          text
        ))}
      {target.outcome === 'succeeded' &&
        target.losses
          ?.filter((loss) => loss.code !== 'memory')
          .map((loss) => (
            <div key={loss.code} className="m-muted">
              {t.losses}: {losses[loss.code] ?? loss.text}
            </div>
          ))}
    </>
  );
}

function SeenState({ target, canSwitch }: { target: Target; canSwitch: boolean }) {
  const t = useText(operationsText);
  if (!canSwitch) return sweptText(target.observed_state, t);
  return isDatabase(target) ? (
    <DatabaseStateMark state={target.observed_state} />
  ) : (
    <StateMark state={target.observed_state} />
  );
}

function Seen({ target, canSwitch }: { target: Target; canSwitch: boolean }) {
  const t = useText(operationsText);
  if (!target.observed_at) return <span className="m-muted">{t.notYetSeen}</span>;
  return (
    <>
      <SeenState target={target} canSwitch={canSwitch} />{' '}
      <span className="m-muted">
        {canSwitch ? <SeenAt at={target.observed_at} /> : <Age at={target.observed_at} />}
      </span>
    </>
  );
}

function Requests({ target }: { target: Target }) {
  const ids = target.request_ids ?? [];
  if (ids.length === 0) return <>–</>;
  return ids.map((id) => (
    <div key={id}>
      <Copyable text={id} />
    </div>
  ));
}

export function TargetsTable({ operation }: { operation: Operation }) {
  const t = useText(operationsText);
  const isNarrow = useNarrow();
  const [page, setPage] = useState(1);
  /** Of what can be switched the panel has a page and words for its states; what else there is are looks at a region. */
  const canSwitch = /^(servers|databases)\./.test(operation.kind);
  const targets = useMemo(
    () => [...operation.targets].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome)),
    [operation.targets],
  );
  if (targets.length === 0) return null;
  const pages = Math.ceil(targets.length / pageSize);
  const items = targets.slice((page - 1) * pageSize, page * pageSize);
  const header = (
    <Header variant="h2" counter={`(${targets.length})`}>
      {t.targets}
    </Header>
  );
  const pagination =
    pages > 1 ? (
      <Pagination
        currentPageIndex={page}
        pagesCount={pages}
        onChange={({ detail }) => setPage(detail.currentPageIndex)}
      />
    ) : undefined;
  const place = (one: Target) => (
    <>
      {one.account_name ?? one.account} · <span className="m-nowrap">{one.region}</span>
    </>
  );
  const name = (one: Target) => (canSwitch ? <TargetName target={one} /> : place(one));
  if (isNarrow)
    return (
      <Cards
        items={items}
        trackBy={keyOf}
        header={header}
        pagination={pagination}
        cardsPerRow={[{ cards: 1 }]}
        cardDefinition={{
          header: name,
          sections: [
            { id: 'outcome', content: (one) => <OutcomeMark outcome={one.outcome} /> },
            { id: 'seen', header: t.observed, content: (one) => <Seen target={one} canSwitch={canSwitch} /> },
            { id: 'reason', content: (one) => <Reason target={one} /> },
            ...(canSwitch
              ? [{ id: 'place', content: (one: Target) => <span className="m-muted">{place(one)}</span> }]
              : []),
          ],
        }}
      />
    );
  return (
    <Table
      variant="container"
      contentDensity="compact"
      wrapLines
      items={items}
      trackBy={keyOf}
      header={header}
      pagination={pagination}
      ariaLabels={{ tableLabel: t.targets }}
      columnDefinitions={[
        { id: 'target', header: canSwitch ? t.target : t.account, cell: name, isRowHeader: true, minWidth: 130 },
        { id: 'outcome', header: t.outcome, cell: (one) => <OutcomeMark outcome={one.outcome} />, minWidth: 140 },
        { id: 'seen', header: t.observed, cell: (one) => <Seen target={one} canSwitch={canSwitch} />, minWidth: 160 },
        { id: 'reason', header: t.reason, cell: (one) => <Reason target={one} />, minWidth: 220 },
        // A look at AWS is many calls, of which none is noted.
        ...(canSwitch
          ? [
              { id: 'place', header: t.account, cell: place, minWidth: 180 },
              {
                id: 'requests',
                header: t.requestIds,
                cell: (one: Target) => <Requests target={one} />,
                minWidth: 170,
              },
            ]
          : []),
      ]}
    />
  );
}
