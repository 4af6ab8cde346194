// The words with which a server is kept on or off for a time.
import { texts } from '../../text/language';

export const overrideText = texts(
  {
    overrideTitle: 'Manter ligado ou desligado',
    overrideText: 'Vale até a hora escolhida, seja qual for o agendamento; depois ele volta a mandar.',
    overrideState: 'Manter',
    keepOn: 'Ligado',
    keepOff: 'Desligado',
    inTwoHours: '2 horas',
    tomorrow: 'Amanhã, 12h',
    reasonHelp: 'Fica na auditoria e na página do servidor.',
    overrideDone: 'Registrado. A operação que leva os servidores a esse estado está em andamento.',
  },
  {
    overrideTitle: 'Keep on or off',
    overrideText: 'It counts until the chosen time whatever the schedule says; then the schedule decides again.',
    overrideState: 'Keep',
    keepOn: 'On',
    keepOff: 'Off',
    inTwoHours: '2 hours',
    tomorrow: 'Tomorrow, 12:00',
    reasonHelp: 'It stands in the audit and on the page of the server.',
    overrideDone: 'Recorded. The operation that brings the servers into this state is under way.',
  },
);
