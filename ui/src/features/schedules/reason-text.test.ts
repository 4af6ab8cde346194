import { expect, it } from 'vitest';
import { reasonText } from './reason-text';

const nameOf = (id: string) => `“${id}”`;

it('names the holiday and the schedule that it silences', () => {
  const reason = { because: 'holiday', schedule: 'sc1', name: 'Consciência Negra', text: '' } as const;
  expect(reasonText(reason, nameOf, 'pt-BR')).toBe('feriado no agendamento “sc1”: Consciência Negra');
  expect(reasonText(reason, nameOf, 'en')).toBe('holiday in the schedule “sc1”: Consciência Negra');
});

it('leaves no colon before what is not known', () => {
  expect(reasonText({ because: 'freeze', text: '' }, nameOf, 'pt-BR')).toBe('tudo estava suspenso');
  expect(reasonText({ because: 'override', by: 'Ana', text: '' }, nameOf, 'en')).toBe('kept so by Ana');
});
