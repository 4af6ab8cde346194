// The words of calendars and suspensions.
import { texts } from '../../text/language';

export const calendarsText = texts(
  {
    calendarAdd: 'Criar calendário',
    calendarEdit: 'Editar calendário',
    calendarRemove: 'Excluir calendário',
    calendarRemoveText: 'Só é possível se nenhum agendamento o usa.',
    calendarDates: 'Datas',
    calendarDatesHelp:
      'Uma por linha: 2026-07-10 Festa da cidade, ou 06-13 Santo Antônio para todos os anos; “até 14:00” no fim para meio dia.',
    calendarLineWrong: (line: string) => `Não dá para entender: ${line}`,
    freezes: 'Suspensões',
    freezesText: 'Enquanto dura uma suspensão nenhum agendamento age; no fim vale uma vez o que foi perdido.',
    noFreezes: 'Nenhuma suspensão marcada.',
    freeze: 'Suspender',
    freezeLift: 'Encerrar',
    year: 'Ano',
    maintenance: 'Janelas de manutenção',
    maintenanceText:
      'Enquanto dura a janela os servidores escolhidos ficam ligados, mesmo fora do horário; no fim volta a valer o agendamento. Vale para servidores que têm agendamento; em feriado ou data de exceção do agendamento ela não liga nada.',
    noMaintenance: 'Nenhuma janela de manutenção marcada.',
    maintenanceAdd: 'Criar janela',
    maintenanceFrom: (zone: string) => `Data e hora, no fuso ${zone}; vazio: a partir de agora`,
    targetsWords: {
      byHand: (count: number) => (count === 1 ? '1 escolhido à mão' : `${count} escolhidos à mão`),
      tag: 'tag',
      customer: 'cliente',
      account: 'conta',
      region: 'região',
      databases: 'só bancos',
      databasesToo: 'bancos também',
    },
    untilHour: (time: string) => `até ${time}`,
  },
  {
    calendarAdd: 'Create calendar',
    calendarEdit: 'Edit calendar',
    calendarRemove: 'Delete calendar',
    calendarRemoveText: 'Only possible where no schedule uses it.',
    calendarDates: 'Dates',
    calendarDatesHelp:
      'One a line: 2026-07-10 Town feast, or 06-13 Saint Anthony for every year; “until 14:00” at the end for half a day.',
    calendarLineWrong: (line) => `This cannot be understood: ${line}`,
    freezes: 'Freezes',
    freezesText: 'While a freeze lasts no schedule acts; at its end what was missed counts once.',
    noFreezes: 'No freeze is set.',
    freeze: 'Freeze',
    freezeLift: 'End',
    year: 'Year',
    maintenance: 'Maintenance windows',
    maintenanceText:
      'While the window lasts the chosen servers run, also outside their hours; at its end the schedule counts again. It is about servers that have a schedule; on a holiday or date of exception of the schedule it starts nothing.',
    noMaintenance: 'No maintenance window is set.',
    maintenanceAdd: 'Make a window',
    maintenanceFrom: (zone) => `Date and time, in zone ${zone}; empty: from now on`,
    targetsWords: {
      byHand: (count) => (count === 1 ? '1 chosen by hand' : `${count} chosen by hand`),
      tag: 'tag',
      customer: 'customer',
      account: 'account',
      region: 'region',
      databases: 'databases alone',
      databasesToo: 'databases too',
    },
    untilHour: (time) => `until ${time}`,
  },
);
