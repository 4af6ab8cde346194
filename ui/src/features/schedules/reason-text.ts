// Why a schedule did something, or did not, in plain words.
import type { Language } from '../../text/language';
import type { Reason } from './queries';

type Say = (reason: Reason, schedule: string) => string;

const texts: Record<Language, Record<Reason['because'], Say>> = {
  'pt-BR': {
    nothing: () => 'nada a fazer naquele instante',
    freeze: ({ name }) => `tudo estava suspenso: ${name ?? ''}`,
    never_switch_off: ({ name }) => `marcado para nunca desligar: ${name ?? ''}`,
    override: ({ name, by }) => `mantido assim${by ? ` por ${by}` : ''}: ${name ?? ''}`,
    exception: ({ name }, schedule) => `data de exceção do agendamento ${schedule}: ${name ?? ''}`,
    holiday: ({ name }, schedule) => `feriado no agendamento ${schedule}: ${name ?? ''}`,
    maintenance: ({ name }) => `janela de manutenção: ${name ?? ''}`,
    schedule: (_, schedule) => `pelo agendamento ${schedule}`,
    other_window: (_, schedule) => `outra janela o quer ligado: agendamento ${schedule}`,
    kept_on: (_, schedule) => `já estava ligado antes da janela do agendamento ${schedule}`,
  },
  en: {
    nothing: () => 'nothing to do at that moment',
    freeze: ({ name }) => `everything was held: ${name ?? ''}`,
    never_switch_off: ({ name }) => `marked never to be switched off: ${name ?? ''}`,
    override: ({ name, by }) => `kept so${by ? ` by ${by}` : ''}: ${name ?? ''}`,
    exception: ({ name }, schedule) => `exception of the schedule ${schedule}: ${name ?? ''}`,
    holiday: ({ name }, schedule) => `holiday in the schedule ${schedule}: ${name ?? ''}`,
    maintenance: ({ name }) => `maintenance window: ${name ?? ''}`,
    schedule: (_, schedule) => `by the schedule ${schedule}`,
    other_window: (_, schedule) => `another window wants it on: schedule ${schedule}`,
    kept_on: (_, schedule) => `it was on before the window of the schedule ${schedule}`,
  },
};

/** Holidays that the panel computes have Portuguese names; English ones stand here. */
export function reasonText(reason: Reason, nameOf: (id: string) => string, language: Language): string {
  return texts[language][reason.because](reason, reason.schedule ? nameOf(reason.schedule) : '');
}
