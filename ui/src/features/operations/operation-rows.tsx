// Some operations within a part of a page.
import type { ReactNode } from 'react';
import { useText } from '../../text/language';
import { SmallRows } from '../../widgets/small-rows';
import { useOperationColumns } from './operation-columns';
import type { OperationSummary } from './queries';
import { operationsText } from './text';

export function OperationRows({ operations, empty }: { operations: readonly OperationSummary[]; empty: ReactNode }) {
  const t = useText(operationsText);
  const { what, state, result, by, at } = useOperationColumns();
  return (
    <SmallRows
      label={t.title}
      items={operations}
      trackBy={(one) => one.id}
      columns={[what, state, result, by, at]}
      empty={empty}
    />
  );
}
