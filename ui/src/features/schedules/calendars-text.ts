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
    untilHour: (time) => `until ${time}`,
  },
);
