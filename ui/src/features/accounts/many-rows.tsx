// Rows of a table of accounts, with what would become or became of each.
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../../api/client';
import { ProblemWords } from '../../widgets/problem';
import { useText } from '../../text/language';
import { Rows } from '../../widgets/rows';
import { manyText } from './many-text';
import { accountsText } from './text';

type Row = Schemas['ImportedAccount'];

const marks = { will: 'pending', connected: 'success', refused: 'error' } as const;

function Outcome({ row }: { row: Row }) {
  const t = useText(manyText);
  return (
    <>
      <StatusIndicator type={marks[row.verdict]}>{t.verdicts[row.verdict]}</StatusIndicator>
      {row.problem && (
        <div>
          {row.problem.field && <span className="m-mono">{row.problem.field}: </span>}
          <ProblemWords problem={{ ...row.problem, status: 400 }} />
        </div>
      )}
    </>
  );
}

export function ManyRows({ rows }: { rows: Row[] }) {
  const words = useText(accountsText);
  const t = useText(manyText);
  return (
    <Rows
      label={t.table}
      variant="container"
      items={rows}
      trackBy={(row) => String(row.line)}
      columns={[
        { id: 'name', header: words.name, cell: (row) => row.name || '–', minWidth: 140 },
        {
          id: 'account',
          header: t.account,
          cell: (row) => <span className="m-mono">{row.account_id || '–'}</span>,
          minWidth: 150,
        },
        { id: 'customer', header: words.customer, cell: (row) => row.customer ?? '–' },
        { id: 'outcome', header: t.outcome, cell: (row) => <Outcome row={row} />, minWidth: 240 },
        { id: 'line', header: t.line, cell: (row) => row.line },
      ]}
    />
  );
}
