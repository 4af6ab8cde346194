// A list as a table, and on a phone as cards of the same columns: the first is the head of a card.
import Box from '@cloudscape-design/components/box';
import Cards from '@cloudscape-design/components/cards';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { shellText } from '../app/text';
import { useText } from '../text/language';
import { useNarrow } from './narrow';

export interface RowsColumn<T> {
  id: string;
  /** Empty: the cell speaks for itself (a mark, a button). */
  header: string;
  cell: (item: T) => ReactNode;
  width?: number;
  minWidth?: number;
}

interface RowsProps<T> {
  label: string;
  /** Undefined while nothing is known of them, which is not the same as none. */
  items: readonly T[] | undefined;
  isLoading?: boolean;
  trackBy: (item: T) => string;
  columns: RowsColumn<T>[];
  empty?: ReactNode;
  header?: ReactNode;
  filter?: ReactNode;
  footer?: ReactNode;
  variant?: TableProps.Variant;
}

export function Rows<T>({ label, items, columns, isLoading, ...props }: RowsProps<T>) {
  const isNarrow = useNarrow();
  const actions = useText(shellText).actions;
  const empty = items && <Box textAlign="center">{props.empty}</Box>;
  const [head, ...others] = columns;
  if (!isNarrow)
    return (
      <Table
        variant={props.variant ?? 'full-page'}
        stickyHeader={props.variant === undefined}
        contentDensity="compact"
        wrapLines
        items={items ?? []}
        trackBy={props.trackBy}
        loading={isLoading}
        header={props.header}
        filter={props.filter}
        footer={props.footer}
        empty={empty}
        ariaLabels={{ tableLabel: label }}
        columnDefinitions={columns.map((one, index) => ({
          ...one,
          header: one.header || <span className="m-heard">{actions}</span>,
          isRowHeader: index === 0,
        }))}
      />
    );
  return (
    <>
      <Cards
        items={[...(items ?? [])]}
        trackBy={props.trackBy}
        loading={isLoading}
        header={props.header}
        filter={props.filter}
        empty={empty}
        ariaLabels={{ itemSelectionLabel: () => '', selectionGroupLabel: label }}
        cardsPerRow={[{ cards: 1 }]}
        cardDefinition={{
          header: head?.cell,
          sections: others.map(({ id, header, cell }) => ({ id, header: header || undefined, content: cell })),
        }}
      />
      {props.footer}
    </>
  );
}
