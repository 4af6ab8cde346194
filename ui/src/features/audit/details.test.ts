import { expect, it } from 'vitest';
import type { AuditRecord } from '../../api/open-shapes';
import { operationsText } from '../operations/text';
import { detailLine, operationOf } from './details';
import { auditText } from './text';

const t = auditText['pt-BR'];
const o = operationsText['pt-BR'];
const record = (action: string, detail: Record<string, unknown>): AuditRecord => ({
  seq: 1,
  hash: '',
  previous: '',
  content: { action, actor: { kind: 'user', id: 'us_1', name: 'ana@aurora.example' }, at: '', detail },
});

it('tells an operation with its kind and its outcomes', () => {
  const ended = record('operation.ended', {
    kind: 'servers.stop',
    operation: 'op_1',
    outcomes: { succeeded: 2, refused: 1 },
  });
  expect(detailLine(ended, t, o)).toBe('Desligar servidores · 2 feitos, 1 recusado');
  expect(operationOf(ended)).toBe('op_1');
});

it('does not break over content that cannot be read', () => {
  const broken: AuditRecord = { seq: 1, hash: '', previous: '', content: null };
  expect(detailLine(broken, t, o)).toBe('');
});

it('translates the words of the panel and leaves the words of people alone', () => {
  const made = record('token.made', { name: 'admin', role: 'admin', reason: 'user' });
  expect(detailLine(made, t, o)).toBe('nome: admin · papel: administração · motivo: user');
});
