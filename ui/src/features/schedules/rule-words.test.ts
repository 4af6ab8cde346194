import { expect, it } from 'vitest';
import { anyRuleWords, daysWords, ruleWords } from './rule-words';
import { presets, rulesOf } from './week';

it('says the office hours in both languages', () => {
  const [office] = rulesOf(presets.office);
  expect(anyRuleWords(office, 'pt-BR')).toBe('segunda a sexta, das 08:00 às 19:00');
  expect(anyRuleWords(office, 'en')).toBe('Monday to Friday, from 08:00 to 19:00');
});

it('says when an end belongs to the next day, and that 24:00 does not', () => {
  const window = (begin: string, end: string) => ruleWords({ window: { begin, end, days: 'every_day' } }, 'en');
  expect(window('22:00', '06:00')).toBe('every day, from 22:00 to 06:00 on the next day');
  expect(window('08:00', '08:00')).toBe('every day, from 08:00 to 08:00 on the next day');
  expect(window('00:00', '24:00')).toBe('every day, from 00:00 to 24:00');
});

it('lists days that are not in a row, in the order of the week', () => {
  expect(daysWords({ weekdays: ['fri', 'mon', 'wed'] }, 'pt-BR')).toBe('segunda, quarta e sexta');
  expect(daysWords({ weekdays: ['sat', 'sun'] }, 'pt-BR')).toBe('sábado e domingo');
});

it('gives ordinals the gender of their day', () => {
  const days = {
    nth: [
      { nth: 2, weekday: 'tue' as const },
      { nth: -1, weekday: 'sat' as const },
    ],
  };
  expect(daysWords(days, 'pt-BR')).toBe('2ª terça e último sábado do mês');
  expect(daysWords(days, 'en')).toBe('second Tuesday and last Saturday of the month');
});

it('says what a day means that some months lack, and nothing of one that all have', () => {
  expect(daysWords({ month_days: [31], short_months: 'last_day' }, 'pt-BR')).toBe(
    'dia 31 (em meses curtos, o último dia)',
  );
  expect(daysWords({ month_days: [15], short_months: 'skip' }, 'en')).toBe('day 15 of the month');
});

it('says points by their action, and where they lead', () => {
  expect(ruleWords({ point: { at: '22:00', days: 'every_day', action: 'resize', type: 'm5.large' } }, 'pt-BR')).toBe(
    'todos os dias, às 22:00: mudar o tipo para m5.large',
  );
  expect(ruleWords({ point: { every: { hours: 6, from: '2026-03-02T08:00' }, action: 'reboot' } }, 'pt-BR')).toBe(
    'a cada 6 h a partir de 02/03/2026, 08:00: reiniciar',
  );
  expect(ruleWords({ point: { once: '2026-03-02T18:00', action: 'start', type: 'm5.large' } }, 'en')).toBe(
    'once, on Mar 2, 2026, 18:00: start, as m5.large',
  );
});

it('says one end alone as what it does', () => {
  expect(ruleWords({ window: { end: '19:00', days: 'every_day' } }, 'pt-BR')).toBe('todos os dias, desligar às 19:00');
});

it('shows a rule that is none as it was written', () => {
  for (const rule of [{ some: 1 }, 'text', null, { window: { begin: '08:00' } }])
    expect(anyRuleWords(rule, 'en')).toBe(JSON.stringify(rule));
});
