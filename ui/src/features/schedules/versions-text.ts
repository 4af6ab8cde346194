// The words of a schedule's versions.
import { texts } from '../../text/language';

export const versionsText = texts(
  {
    versions: 'Versões',
    version: 'Versão',
    change: 'O que mudou',
    noChange: 'Só retomado ou salvo de novo.',
    firstVersion: 'Criado',
    members: {
      name: 'Nome',
      zone: 'Fuso horário',
      mode: 'Modo',
      from: 'De',
      until: 'Até',
      rules: 'Regras',
      calendars: 'Feriados',
      exceptions: 'Datas de exceção',
      targets: 'Servidores aprovados',
      settings: 'Opções',
    } as Record<string, string>,
    was: 'era',
  },
  {
    versions: 'Versions',
    version: 'Version',
    change: 'What changed',
    noChange: 'Only resumed or saved again.',
    firstVersion: 'Made',
    members: {
      name: 'Name',
      zone: 'Time zone',
      mode: 'Mode',
      from: 'From',
      until: 'Until',
      rules: 'Rules',
      calendars: 'Holidays',
      exceptions: 'Dates of exception',
      targets: 'Approved servers',
      settings: 'Options',
    } as Record<string, string>,
    was: 'was',
  },
);
