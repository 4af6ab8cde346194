// Why a schedule did something, or did not, in plain words.
import { actorName } from '../../format/actor';
import type { Language } from '../../text/language';
import type { Reason } from './queries';

/** What a person or a calendar said of it, where it is known. */
function because(name: string | undefined): string {
  return name ? `: ${name}` : '';
}

type Say = (reason: Reason, schedule: string) => string;

const texts: Record<Language, Record<Reason['because'], Say>> = {
  'pt-BR': {
    nothing: () => 'nada a fazer naquele instante',
    freeze: ({ name }) => `tudo estava suspenso${because(name)}`,
    never_switch_off: ({ name }) => `marcado para nunca desligar${because(name)}`,
    override: ({ name, by }) => `mantido assim${by ? ` por ${actorName(by, 'pt-BR')}` : ''}${because(name)}`,
    exception: ({ name }, schedule) => `data de exceção do agendamento ${schedule}${because(name)}`,
    holiday: ({ name }, schedule) => `feriado no agendamento ${schedule}${because(name)}`,
    maintenance: ({ name }) => `janela de manutenção${because(name)}`,
    schedule: (_, schedule) => `pelo agendamento ${schedule}`,
    other_window: (_, schedule) => `outra janela o quer ligado: agendamento ${schedule}`,
    aws_start: (_, schedule) =>
      `a AWS o ligou sozinha depois de sete dias, e o agendamento ${schedule} o quer desligado`,
    kept_on: (_, schedule) =>
      `não consta que estava desligado antes da janela do agendamento ${schedule}; por isso fica ligado`,
  },
  en: {
    nothing: () => 'nothing to do at that moment',
    freeze: ({ name }) => `everything was held${because(name)}`,
    never_switch_off: ({ name }) => `marked never to be switched off${because(name)}`,
    override: ({ name, by }) => `kept so${by ? ` by ${actorName(by, 'en')}` : ''}${because(name)}`,
    exception: ({ name }, schedule) => `exception of the schedule ${schedule}${because(name)}`,
    holiday: ({ name }, schedule) => `holiday in the schedule ${schedule}${because(name)}`,
    maintenance: ({ name }) => `maintenance window${because(name)}`,
    schedule: (_, schedule) => `by the schedule ${schedule}`,
    other_window: (_, schedule) => `another window wants it on: schedule ${schedule}`,
    aws_start: (_, schedule) => `AWS started it by itself after seven days, and the schedule ${schedule} wants it off`,
    kept_on: (_, schedule) =>
      `it is not known to have been off before the window of the schedule ${schedule}, so it stays on`,
  },
};

/** Holidays that the panel computes have Portuguese names; English ones stand here. */
export function reasonText(reason: Reason, nameOf: (id: string) => string, language: Language): string {
  return texts[language][reason.because](reason, reason.schedule ? nameOf(reason.schedule) : '');
}
