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

it('claims no more than is known of what was on before', () => {
  const reason = { because: 'kept_on', schedule: 'sc1', text: '' } as const;
  expect(reasonText(reason, nameOf, 'pt-BR')).toBe(
    'não consta que estava desligado antes da janela do agendamento “sc1”; por isso fica ligado',
  );
  expect(reasonText(reason, nameOf, 'en')).toBe(
    'it is not known to have been off before the window of the schedule “sc1”, so it stays on',
  );
});
