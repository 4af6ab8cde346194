// The journal of an operation as people read it: each entry with what it says of whom.
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { JournalEntry } from '../../api/open-shapes';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { Copyable } from '../../widgets/copyable';
import { Rows } from '../../widgets/rows';
import { serversText } from '../servers/text';
import { entryLines } from './journal-lines';
import type { Operation } from './queries';
import { operationsText } from './text';

const marks = {
  planned: 'info',
  intended: 'in-progress',
  answered: 'info',
  observed: 'success',
  stepped: 'success',
  unwinding: 'warning',
  ended: 'stopped',
  noted: 'info',
} as const;

export function Journal({ operation, entries }: { operation: Operation; entries: readonly JournalEntry[] }) {
  const t = useText(operationsText);
  const states = useText(serversText).states;
  const language = useLanguage();
  const formats = useFormats();
  const targets = operation.targets.map((one) => ({ id: one.name ?? one.id }));
  return (
    <Rows
      variant="embedded"
      label={t.journal}
      items={entries}
      trackBy={(one) => String(one.seq)}
      columns={[
        {
          id: 'at',
          header: t.columns.at,
          cell: (one) => <span className="m-nowrap m-when">{formats.instant(one.at, 'second')}</span>,
          minWidth: 190,
        },
        {
          id: 'what',
          header: t.columns.what,
          minWidth: 220,
          cell: (one) => (
            <StatusIndicator type={marks[one.what]} wrapText={false}>
              {t.entry[one.what]}
              {one.step ? ` · ${t.steps[one.step] ?? one.step}` : ''}
            </StatusIndicator>
          ),
        },
        {
          id: 'each',
          header: t.details,
          minWidth: 300,
          cell: (one) => entryLines(one, targets, { t, states, language }).map((line) => <div key={line}>{line}</div>),
        },
        {
          id: 'request',
          header: t.requestIds,
          minWidth: 220,
          cell: (one) => (one.request_id ? <Copyable text={one.request_id} /> : '–'),
        },
      ]}
    />
  );
}
