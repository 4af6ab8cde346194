// A few rows within a part of a page: light, so that pages on which they are not the main thing need no heavy table. On a
// phone each row is a card, as in Rows.
import type { ReactNode } from 'react';
import { useNarrow } from './narrow';
import type { RowsColumn } from './rows';

interface SmallRowsProps<T> {
  label: string;
  /** Undefined while nothing is known of them. */
  items: readonly T[] | undefined;
  trackBy: (item: T) => string;
  columns: RowsColumn<T>[];
  empty?: ReactNode;
}

export function SmallRows<T>({ label, items, trackBy, columns, empty }: SmallRowsProps<T>) {
  const isNarrow = useNarrow();
  if (!items) return <span className="m-muted">…</span>;
  if (items.length === 0) return <span className="m-muted">{empty}</span>;
  const [head, ...others] = columns;
  if (isNarrow)
    return (
      <ul className="m-cards" aria-label={label}>
        {items.map((one) => (
          <li key={trackBy(one)}>
            <b>{head!.cell(one)}</b>
            {others.map(({ id, header, cell }) => (
              <div key={id} className="m-row">
                <span className="m-muted">{header}</span>
                <span>{cell(one)}</span>
              </div>
            ))}
          </li>
        ))}
      </ul>
    );
  return (
    <table className="m-rows" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ id, header }) => (
            <th key={id} scope="col">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={trackBy(one)}>
            {columns.map(({ id, cell }, index) =>
              index === 0 ? (
                <th key={id} scope="row">
                  {cell(one)}
                </th>
              ) : (
                <td key={id}>{cell(one)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
