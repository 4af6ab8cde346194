// The detail of a record in one line: what people read, without ids that say nothing.
import type { AuditRecord } from '../../api/open-shapes';
import type { OperationsText } from '../operations/text';
import { type Outcomes, outcomesText } from '../operations/outcomes';
import type { AuditText } from './text';

const told = [
  'name',
  'company',
  'email',
  'kind',
  'role',
  'scope',
  'server',
  'region',
  'aws_account_id',
  'connection',
  'address',
  'times',
  'to',
  'reason',
];

/** Of these the values are words of the panel; in the others they are people's own. */
const worded = ['kind', 'role', 'scope', 'connection'];

function text(key: string, value: unknown, t: AuditText, o: OperationsText): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return worded.includes(key) ? (o.kinds[value] ?? t.values[value] ?? value) : value;
}

export function detailLine(record: AuditRecord, t: AuditText, o: OperationsText): string {
  const detail = record.content?.detail ?? {};
  const parts: string[] = [];
  for (const key of told)
    if (detail[key] !== undefined && detail[key] !== null && detail[key] !== '')
      parts.push((key === 'kind' ? '' : `${t.fields[key] ?? key}: `) + text(key, detail[key], t, o));
  if (Array.isArray(detail.targets) && detail.targets.length > 0) parts.push(o.things(detail.targets.length));
  if (typeof detail.outcomes === 'object' && detail.outcomes !== null)
    parts.push(outcomesText(detail.outcomes as Outcomes, o));
  return parts.filter(Boolean).join(' · ');
}

/** What happened; what was refused never reads as if it had been done. */
export function actionWords(record: AuditRecord, t: AuditText): string {
  if (!record.content) return t.unreadable;
  const { action, refused } = record.content;
  return (refused && t.refusals[action]) ?? t.actions[action] ?? action;
}

export function operationOf(record: AuditRecord): string | undefined {
  const operation = record.content?.detail?.operation;
  return typeof operation === 'string' && operation.startsWith('op_') ? operation : undefined;
}
