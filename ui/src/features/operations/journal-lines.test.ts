import { expect, it } from 'vitest';
import type { JournalEntry } from '../../api/open-shapes';
import { entryLines } from './journal-lines';
import { outcomesText } from './outcomes';
import type { Target } from './queries';
import { operationsText } from './text';

const t = operationsText['pt-BR'];
const words = { t, states: { running: 'Ligado', stopping: 'Desligando' }, language: 'pt-BR' as const };
const targets = Array.from(
  { length: 12 },
  (_, n) => ({ id: `i-${n}`, account: 'a', region: 'r', outcome: 'pending' }) as Target,
);
const entry = (more: Partial<JournalEntry>): JournalEntry => ({
  seq: 1,
  at: '2026-11-25T12:00:00Z',
  what: 'observed',
  body: {},
  each: {},
  ...more,
});

it('puts targets together that are told the same', () => {
  const seen = entry({ each: { '0': 'running', '1': 'stopping', '2': 'running' } });
  expect(entryLines(seen, targets, words)).toEqual(['i-0, i-2: Ligado', 'i-1: Desligando']);
});

it('counts them where they are many', () => {
  const each = Object.fromEntries(targets.map((_, n) => [String(n), 'running']));
  expect(entryLines(entry({ each }), targets, words)).toEqual(['12 alvos: Ligado']);
});

it('says how AWS answered, and the attempt', () => {
  const answered = entry({ what: 'answered', attempt: 2, body: { reply: 'accepted' }, each: { '0': {} } });
  expect(entryLines(answered, targets, words)).toEqual(['aceita, tentativa 2', 'i-0']);
});

it('tells an ending with its reason in the language', () => {
  const ended = entry({
    what: 'ended',
    each: { '3': { outcome: 'refused', code: 'server.stop_protected', text: 'x' } },
  });
  expect(entryLines(ended, targets, words)[0]).toContain('Recusado: A proteção contra parada');
});

it('sums outcomes up, the good ones first', () => {
  expect(outcomesText({ refused: 1, succeeded: 3 }, t)).toBe('3 feitos, 1 recusado');
  expect(outcomesText({}, t)).toBe('');
});
