// All operations as a page of their own, or as cards on a phone.
import Box from '@cloudscape-design/components/box';
import Cards from '@cloudscape-design/components/cards';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useText } from '../../text/language';
import { useNarrow } from '../../widgets/narrow';
import { useOperationColumns } from './operation-columns';
import type { OperationSummary } from './queries';
import { operationsText } from './text';

interface OperationsTableProps {
  operations: readonly OperationSummary[];
  empty: ReactNode;
  isLoading?: boolean;
  header?: ReactNode;
  filter?: ReactNode;
}

export function OperationsTable(props: OperationsTableProps) {
  const t = useText(operationsText);
  const { what, state, result, by, at, took } = useOperationColumns();
  const isNarrow = useNarrow();
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
          header: what.cell,
          sections: [
            { id: 'state', content: state.cell },
            { id: 'result', content: result.cell },
            {
              id: 'by',
              content: (one) => (
                <span className="m-muted">
                  {by.cell(one)}, {at.cell(one)}
                </span>
              ),
            },
          ],
        }}
      />
    );
  return (
    <Table
      variant="full-page"
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
        { ...what, isRowHeader: true, minWidth: 170 },
        { ...state, minWidth: 160 },
        { ...result, minWidth: 180 },
        { ...by, minWidth: 160 },
        { ...at, minWidth: 110 },
        { ...took, minWidth: 100 },
      ]}
    />
  );
}
