// All operations as a page of their own, or as cards on a phone.
import Box from '@cloudscape-design/components/box';
import Cards from '@cloudscape-design/components/cards';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useText } from '../../text/language';
import { type ListPreferences, PreferencesButton } from '../../widgets/list-preferences';
import { SortField, type useListSort } from '../../widgets/list-sort';
import { useNarrow } from '../../widgets/narrow';
import type { RowsColumn } from '../../widgets/rows';
import { useOperationColumns } from './operation-columns';
import type { OperationSummary } from './queries';
import { operationsText } from './text';

interface TableColumn extends RowsColumn<OperationSummary> {
  header: string;
  minWidth: number;
  /** What the API calls it, where it sorts by it. */
  sort?: string;
}

export function useTableColumns(): TableColumn[] {
  const { what, state, result, by, at, took } = useOperationColumns();
  return [
    { ...what, minWidth: 170, sort: 'kind' },
    { ...state, minWidth: 160 },
    { ...result, minWidth: 180 },
    { ...by, minWidth: 160, sort: 'by' },
    { ...at, minWidth: 110, sort: 'requested' },
    { ...took, minWidth: 100 },
  ];
}

interface OperationsTableProps {
  operations: readonly OperationSummary[];
  empty: ReactNode;
  isLoading?: boolean;
  header?: ReactNode;
  filter?: ReactNode;
  columns: TableColumn[];
  sort: ReturnType<typeof useListSort>;
  preferences: ListPreferences;
  onPreferences: (next: ListPreferences) => void;
}

export function OperationsTable(props: OperationsTableProps) {
  const t = useText(operationsText);
  const { what, state, result, by, at } = useOperationColumns();
  const { columns, sort, preferences } = props;
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
        filter={
          <SpaceBetween size="xs">
            {props.filter}
            <SortField
              options={columns.flatMap((one) => (one.sort ? [{ value: one.sort, label: one.header }] : []))}
              sort={sort}
            />
          </SpaceBetween>
        }
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
      wrapLines={preferences.wrapLines}
      columnDefinitions={columns.map(({ sort: sortingField, ...column }) => ({
        ...column,
        isRowHeader: column.id === 'what',
        ...(sortingField ? { sortingField } : {}),
      }))}
      columnDisplay={preferences.columns}
      sortingColumn={{ sortingField: sort.id }}
      sortingDescending={sort.isDescending}
      onSortingChange={({ detail }) =>
        sort.set(detail.sortingColumn.sortingField ?? 'requested', detail.isDescending ?? false)
      }
      preferences={
        <PreferencesButton columns={columns} always="what" preferences={preferences} onChange={props.onPreferences} />
      }
    />
  );
}
