import { texts } from '../../text/language';

export const noticesText = texts(
  {
    title: 'Deixar ligado',
    about: (schedule: string, company: string) => `Agendamento ${schedule}, ${company}`,
    stop: 'Desligamento previsto',
    until: 'Ficam ligados até',
    untilOne: 'Fica ligado até',
    choices: {
      two_hours: '2 horas a mais',
      until_tomorrow: 'Até amanhã',
      this_week: 'Pular esta semana',
    },
    servers: (count: number) => (count === 1 ? '1 servidor' : `${count} servidores`),
    cost: 'Custo desse tempo a mais',
    costText: 'Estimativa com os preços públicos da AWS.',
    costUnknown: 'desconhecido: falta o preço de algum destes servidores',
    nothingYet: 'Nada mudou ainda. O link serve uma vez, e só quando você confirmar.',
    act: 'Deixar ligado',
    done: 'Pronto',
    doneText: 'Depois disso o agendamento volta a valer. Quem entra no painel vê este ajuste e pode encerrá-lo antes.',
    unknownTitle: 'Este link não serve mais',
    unknown:
      'Ele já foi usado, venceu ou não é mais permitido pelo agendamento. Quem entra no painel pode deixar o servidor ligado com um ajuste temporário.',
    toPanel: 'Ir para o painel',
  },
  {
    title: 'Leave on',
    about: (schedule: string, company: string) => `Schedule ${schedule}, ${company}`,
    stop: 'Stop that is due',
    until: 'They stay on until',
    untilOne: 'It stays on until',
    choices: {
      two_hours: '2 more hours',
      until_tomorrow: 'Until tomorrow',
      this_week: 'Skip this week',
    },
    servers: (count: number) => (count === 1 ? '1 server' : `${count} servers`),
    cost: 'Cost of the extra time',
    costText: "An estimate by AWS's public prices.",
    costUnknown: 'unknown: the price of one of these servers is missing',
    nothingYet: 'Nothing has changed yet. The link works once, and only when you confirm.',
    act: 'Leave on',
    done: 'Done',
    doneText: 'After that the schedule counts again. Whoever logs in to the panel sees this override and can end it.',
    unknownTitle: 'This link works no more',
    unknown:
      'It was used, has expired, or the schedule does not allow it any more. Whoever logs in to the panel can leave the server on with an override.',
    toPanel: 'Go to the panel',
  },
);
