// What lists show of an operation, whatever draws them.
import Link from '@cloudscape-design/components/link';
import { actorName } from '../../format/actor';
import { useFormats, useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import type { RowsColumn } from '../../widgets/rows';
import { Age } from '../../widgets/time';
import { StateOfOperation } from './marks';
import { outcomesText } from './outcomes';
import type { OperationSummary } from './queries';
import { reasonText } from './reason-text';
import { operationsText } from './text';

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

type Name = 'what' | 'state' | 'result' | 'by' | 'at' | 'took';

export function useOperationColumns(): Record<Name, RowsColumn<OperationSummary>> {
  const t = useText(operationsText);
  const c = t.columns;
  const language = useLanguage();
  return {
    what: {
      id: 'what',
      header: c.what,
      cell: (one) => <Link href={`/operations/${one.id}`}>{t.kinds[one.kind] ?? one.kind}</Link>,
    },
    state: { id: 'state', header: c.state, cell: (one) => <StateOfOperation state={one.state} /> },
    result: { id: 'result', header: c.outcomes, cell: (one) => <Result operation={one} /> },
    by: {
      id: 'by',
      header: c.by,
      cell: (one) => actorName(one.by.name, language) || t.actors[one.by.kind ?? ''] || '–',
    },
    at: { id: 'at', header: c.at, cell: (one) => <Age at={one.requested_at} /> },
    took: { id: 'took', header: c.took, cell: (one) => <Took operation={one} /> },
  };
}
