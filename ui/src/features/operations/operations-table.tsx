// Operations as rows, or as cards on a phone.
import Box from '@cloudscape-design/components/box';
import Cards from '@cloudscape-design/components/cards';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { actorName } from '../../format/actor';
import { useFormats, useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useNarrow } from '../../widgets/narrow';
import { Age } from '../../widgets/time';
import { StateOfOperation } from './marks';
import { outcomesText } from './outcomes';
import type { OperationSummary } from './queries';
import { reasonText } from './reason-text';
import { operationsText } from './text';

interface OperationsTableProps {
  operations: readonly OperationSummary[];
  empty: ReactNode;
  isLoading?: boolean;
  header?: ReactNode;
  filter?: ReactNode;
  variant?: 'embedded' | 'full-page';
}

function Result({ operation }: { operation: OperationSummary }) {
  const t = useText(operationsText);
  const language = useLanguage();
  if (operation.state === 'running' && operation.total > 0) return <>{t.progress(operation.done, operation.total)}</>;
  const reason = reasonText(operation.reason_code, operation.reason, language).text;
  return <>{outcomesText(operation.outcomes ?? {}, t) || reason || '–'}</>;
}

function Took({ operation }: { operation: OperationSummary }) {
  const formats = useFormats();
  const now = useNow();
  const until = operation.finished_at ?? new Date(now).toISOString();
  return <span className="m-nowrap">{formats.duration(operation.requested_at, until)}</span>;
}

export function OperationsTable(props: OperationsTableProps) {
  const t = useText(operationsText);
  const c = t.columns;
  const language = useLanguage();
  const isNarrow = useNarrow();
  const name = (one: OperationSummary) => <Link href={`/operations/${one.id}`}>{t.kinds[one.kind] ?? one.kind}</Link>;
  const by = (one: OperationSummary) => actorName(one.by.name, language) || t.actors[one.by.kind ?? ''] || '–';
  const empty = (
    <Box textAlign="center" color="inherit" padding="s">
      {props.empty}
    </Box>
  );
  if (isNarrow)
    return (
      <Cards
        items={[...props.operations]}
        trackBy="id"
        loading={props.isLoading}
        cardsPerRow={[{ cards: 1 }]}
        header={props.header}
        filter={props.filter}
        empty={empty}
        cardDefinition={{
          header: name,
          sections: [
            { id: 'state', content: (one) => <StateOfOperation state={one.state} /> },
            { id: 'result', content: (one) => <Result operation={one} /> },
            {
              id: 'by',
              content: (one) => (
                <span className="m-muted">
                  {by(one)}, <Age at={one.requested_at} />
                </span>
              ),
            },
          ],
        }}
      />
    );
  const isFullPage = props.variant === 'full-page';
  /** Within a part of a page the columns take what room there is, in several lines. */
  const least = (width: number) => (isFullPage ? width : undefined);
  return (
    <Table
      variant={props.variant ?? 'embedded'}
      wrapLines={!isFullPage}
      contentDensity="compact"
      items={props.operations}
      trackBy="id"
      loading={props.isLoading}
      header={props.header}
      filter={props.filter}
      empty={empty}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: t.title }}
      columnDefinitions={[
        { id: 'what', header: c.what, cell: name, isRowHeader: true, minWidth: least(170) },
        { id: 'state', header: c.state, cell: (one) => <StateOfOperation state={one.state} />, minWidth: least(160) },
        { id: 'result', header: c.outcomes, cell: (one) => <Result operation={one} />, minWidth: least(180) },
        { id: 'by', header: c.by, cell: by, minWidth: least(160) },
        { id: 'at', header: c.at, cell: (one) => <Age at={one.requested_at} />, minWidth: least(110) },
        ...(isFullPage
          ? [{ id: 'took', header: c.took, cell: (one: OperationSummary) => <Took operation={one} />, minWidth: 100 }]
          : []),
      ]}
    />
  );
}
