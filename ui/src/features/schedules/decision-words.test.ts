import { expect, it } from 'vitest';
import { reasonWords } from './decision-words';

it('names the holiday and the schedule that it silences', () => {
  const reason = { because: 'holiday', schedule: 'Homologação', name: 'Consciência Negra', text: 'a holiday' };
  expect(reasonWords(reason, 'pt-BR')).toBe('feriado para o agendamento Homologação (Consciência Negra)');
  expect(reasonWords(reason, 'en')).toBe('a holiday for schedule Homologação (Consciência Negra)');
});

it('leaves no empty brackets or colons where a part is not known', () => {
  expect(reasonWords({ because: 'holiday', schedule: 'X', text: '' }, 'pt-BR')).toBe('feriado para o agendamento X');
  expect(reasonWords({ because: 'override', text: '' }, 'en')).toBe('override');
  expect(reasonWords({ because: 'freeze', text: '' }, 'pt-BR')).toBe('uma pausa segura tudo');
});

it('says who made an override, and why', () => {
  expect(reasonWords({ because: 'override', by: 'Ana', name: 'demo', text: '' }, 'pt-BR')).toBe(
    'ajuste manual de Ana: demo',
  );
});

it("shows the panel's sentence for a cause that it does not know", () => {
  for (const because of ['tomorrow', 'constructor'])
    expect(reasonWords({ because, text: 'some new cause' }, 'pt-BR')).toBe('some new cause');
});
