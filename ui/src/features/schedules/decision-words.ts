// Why a server is on or off, from the parts of a decision. The panel's own sentence is English and for programs.
import { texts, type Language } from '../../text/language';

export interface Reason {
  because: string;
  /** The schedule's name, not its id. */
  schedule?: string;
  /** Of the holiday; else the reason that a person gave. */
  name?: string;
  by?: string;
  /** The panel's own sentence, for what this page does not know yet. */
  text: string;
}

interface Words {
  [because: string]: (schedule: string, name: string, by: string) => string;
}

function after(sentence: string, detail: string): string {
  return detail === '' ? sentence : `${sentence}: ${detail}`;
}

const words = texts<Words>(
  {
    nothing: () => 'nada a fazer neste momento',
    freeze: (_schedule, name) => after('uma pausa segura tudo', name),
    never_switch_off: (_schedule, name) => after('está marcado como “nunca desligar”', name),
    override: (_schedule, name, by) => after(by ? `ajuste manual de ${by}` : 'ajuste manual', name),
    exception: (schedule, name) => after(`data de exceção do agendamento ${schedule}`, name),
    holiday: (schedule, name) => `feriado para o agendamento ${schedule}${name && ` (${name})`}`,
    maintenance: (_schedule, name) => after('janela de manutenção', name),
    schedule: (schedule) => `pelo agendamento ${schedule}`,
    other_window: (schedule) => `o agendamento ${schedule} ainda o quer ligado`,
    kept_on: (schedule) => `não se sabe se estava desligado antes do horário do agendamento ${schedule}; por isso fica`,
  },
  {
    nothing: () => 'nothing is to be done now',
    freeze: (_schedule, name) => after('a pause holds everything', name),
    never_switch_off: (_schedule, name) => after('it is marked “never switch off”', name),
    override: (_schedule, name, by) => after(by ? `override by ${by}` : 'override', name),
    exception: (schedule, name) => after(`exception date of schedule ${schedule}`, name),
    holiday: (schedule, name) => `a holiday for schedule ${schedule}${name && ` (${name})`}`,
    maintenance: (_schedule, name) => after('maintenance window', name),
    schedule: (schedule) => `by schedule ${schedule}`,
    other_window: (schedule) => `schedule ${schedule} still wants it on`,
    kept_on: (schedule) => `not known to be off before the window of schedule ${schedule} began, and so it stays`,
  },
);

export function reasonWords(reason: Reason, language: Language): string {
  const known = words[language];
  if (!Object.hasOwn(known, reason.because)) return reason.text;
  return known[reason.because]!(reason.schedule ?? '', reason.name ?? '', reason.by ?? '');
}
