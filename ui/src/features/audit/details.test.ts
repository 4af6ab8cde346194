import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { AuditRecord } from '../../api/open-shapes';
import { operationsText } from '../operations/text';
import { actionWords, detailLine, operationOf } from './details';
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

it('never tells a refusal as if it had been done', () => {
  const began = record('session.began', {});
  expect(actionWords(began, t)).toBe('Entrou');
  began.content!.refused = { kind: 'limit', code: 'login.slow_down', message: '' };
  expect(actionWords(began, t)).toBe('Entrada recusada');
});

it('translates the words of the panel and leaves the words of people alone', () => {
  const made = record('token.made', { name: 'admin', role: 'admin', reason: 'user' });
  expect(detailLine(made, t, o)).toBe('nome: admin · papel: administração · motivo: user');
});

it('tells a mail with its kind and to whom it was', () => {
  const failed = record('mail.failed', { mail: 'ma_1', kind: 'invitation', to: 'bia@exemplo.com.br' });
  expect(detailLine(failed, t, o)).toBe('convite · para: bia@exemplo.com.br');
});

/** Actions that the panel's sources record, where they stand there as words. */
function recorded(): string[] {
  const sources = path.resolve('../src');
  const append =
    /(?:audit::(?:append(?:_refusal)?|record_of)|recording_refusal|\brecord)\([^";]*"([a-z_]+(?:\.[a-z_]+)+)"/g;
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cc') && !name.endsWith('_test.cc'))
    .flatMap((name) => [...readFileSync(path.join(sources, name), 'utf8').matchAll(append)].map((found) => found[1]!));
}

it('has words in both languages for everything that is recorded', () => {
  const actions = recorded();
  expect(actions).toContain('operation.requested');
  for (const language of ['pt-BR', 'en'] as const)
    expect(Object.keys(auditText[language].actions)).toEqual(expect.arrayContaining(actions));
});
