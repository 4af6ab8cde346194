import type { JournalEntry } from '../../api/open-shapes';
import type { Language } from '../../text/language';
import type { Outcome } from './queries';
import { reasonText } from './reason-text';
import type { OperationsText } from './text';

interface Words {
  t: OperationsText;
  states: Record<string, string>;
  language: Language;
}

/** So many targets are told one by one; more become a count. */
const toldMax = 8;

function saidOf(entry: JournalEntry, said: unknown, { t, states, language }: Words): string {
  if (typeof said === 'string') return states[said] ?? said;
  if (typeof said !== 'object' || said === null) return '';
  const { outcome, code, text, steps } = said as {
    outcome?: Outcome;
    code?: string;
    text?: string;
    steps?: { name: string }[];
  };
  if (outcome) {
    const reason = reasonText(code, text, language).text;
    return reason ? `${t.outcomes[outcome]}: ${reason}` : t.outcomes[outcome];
  }
  if (code || text) return reasonText(code, text, language).text;
  if (steps) return steps.length === 0 ? t.nothingToDo : steps.map(({ name }) => t.steps[name] ?? name).join(' → ');
  if (entry.what === 'answered') return '';
  return '';
}

function bodyOf(entry: JournalEntry, { t, language }: Words): string {
  const { reply, error } = entry.body as { reply?: string; error?: { code?: string; message?: string } };
  const words: Record<string, string> = { accepted: t.accepted, rejected: t.rejected, lost: t.lost };
  const said = [
    reply ? (words[reply] ?? reply) : '',
    error ? reasonText(error.code, error.message, language).text : '',
    entry.attempt && entry.attempt > 1 ? t.attempt(entry.attempt) : '',
  ];
  return said.filter(Boolean).join(', ');
}

/** Lines for a person; targets that are told the same stand together. */
export function entryLines(entry: JournalEntry, targets: readonly { id: string }[], words: Words): string[] {
  const groups = new Map<string, string[]>();
  for (const [ordinal, said] of Object.entries(entry.each)) {
    const text = saidOf(entry, said, words);
    const target = targets[Number(ordinal)];
    groups.set(text, [...(groups.get(text) ?? []), target?.id ?? `#${ordinal}`]);
  }
  const lines: string[] = [];
  const body = bodyOf(entry, words);
  if (body) lines.push(body);
  for (const [text, ids] of groups) {
    const who = ids.length > toldMax ? words.t.things(ids.length) : ids.join(', ');
    lines.push(text ? `${who}: ${text}` : who);
  }
  return lines;
}
