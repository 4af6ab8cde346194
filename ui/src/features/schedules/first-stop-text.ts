import { texts } from '../../text/language';

export const firstStopText = texts(
  {
    title: 'Antes da primeira parada',
    asking: 'Perguntando à AWS, sem mudar nada…',
    asked: 'Perguntado à AWS',
    facts: {
      permission: 'Permissão para desligar e ligar',
      shutdown: 'Comportamento ao desligar',
      protection: 'Proteção contra parada',
      key: 'Chaves dos discos para o próximo início',
      other: 'Outros impedimentos',
    },
    fine: {
      permission: 'permitido',
      shutdown: 'só para, não encerra',
      protection: 'desligada',
      key: 'podem ser usadas',
      other: 'nenhum',
    },
    notChecked: (count: number) =>
      count === 1 ? 'De 1 servidor não foi possível verificar.' : `De ${count} servidores não foi possível verificar.`,
    addressStays: 'Endereço público: nenhum muda',
    addressChanges: 'O endereço público vai mudar',
    tickBelow: 'Marque abaixo que viu.',
    becomes: (type: string) => `Mudança para ${type}`,
    databases: (count: number) =>
      count === 1
        ? 'De 1 banco de dados a permissão não foi verificada: o RDS não tem ensaio.'
        : `De ${count} bancos de dados a permissão não foi verificada: o RDS não tem ensaio.`,
    applyTitle: (count: number) =>
      count === 1
        ? 'Por este agendamento 1 servidor devia estar diferente agora'
        : `Por este agendamento ${count} servidores deviam estar diferentes agora`,
    applyText: 'O agendamento age no próximo horário dele. Aplicar agora?',
    stops: (names: string) => `Desligar: ${names}`,
    starts: (names: string) => `Ligar: ${names}`,
    applyNow: 'Sim, aplicar agora',
    notNow: 'Agora não',
    overrides: 'Mantidos por alguém, seja qual for o agendamento',
  },
  {
    title: 'Before the first stop',
    asking: 'Asking AWS, without changing anything…',
    asked: 'AWS was asked',
    facts: {
      permission: 'Permission to stop and start',
      shutdown: 'Shutdown behaviour',
      protection: 'Protection against stops',
      key: 'Keys of the disks for the next start',
      other: 'Other obstacles',
    },
    fine: {
      permission: 'allowed',
      shutdown: 'stops, does not terminate',
      protection: 'off',
      key: 'can be used',
      other: 'none',
    },
    notChecked: (count) => (count === 1 ? '1 server could not be checked.' : `${count} servers could not be checked.`),
    addressStays: 'Public address: none changes',
    addressChanges: 'The public address will change',
    tickBelow: 'Tick below that you have seen it.',
    becomes: (type) => `Change to ${type}`,
    databases: (count) =>
      count === 1
        ? 'The permission for 1 database was not checked: RDS has no dry run.'
        : `The permission for ${count} databases was not checked: RDS has no dry run.`,
    applyTitle: (count) =>
      count === 1
        ? 'By this schedule 1 server should be otherwise now'
        : `By this schedule ${count} servers should be otherwise now`,
    applyText: 'The schedule acts at its next time. Apply it now?',
    stops: (names) => `Stop: ${names}`,
    starts: (names) => `Start: ${names}`,
    applyNow: 'Yes, apply it now',
    notNow: 'Not now',
    overrides: 'Kept by somebody, whatever the schedule says',
  },
);
