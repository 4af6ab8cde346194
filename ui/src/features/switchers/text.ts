import { texts } from '../../text/language';

export const switchersText = texts(
  {
    title: 'Outro programa liga e desliga',
    explain: 'O registro da AWS (CloudTrail) mostra quem chama além do painel. Dois agendadores brigam entre si.',
    who: (name: string, program: string | null) => (program === null ? name : `${name} (${program})`),
    starts: 'liga',
    stops: 'desliga',
    regular: (does: string, time: string, days: number, ofDays: number) =>
      days === ofDays
        ? `${does} por volta de ${time}, em ${days} dias`
        : `${does} por volta de ${time}, em ${days} de ${ofDays} dias`,
    undoes: (times: number, ours: 'start' | 'stop', oursAt: string, theirsAt: string) =>
      ours === 'stop'
        ? `desfez o painel ${times} vezes: em ${oursAt} o painel desligou, em ${theirsAt} ele ligou`
        : `desfez o painel ${times} vezes: em ${oursAt} o painel ligou, em ${theirsAt} ele desligou`,
    more: (count: number) => (count === 1 ? 'e mais 1 servidor' : `e mais ${count} servidores`),
    attention: (who: string, count: number) =>
      count === 1 ? `${who} também liga e desliga 1 servidor` : `${who} também liga e desliga ${count} servidores`,
    attentionUndoes: (who: string) => `${who} desfaz o que o painel faz`,
    see: 'Ver quem',
    noPermission: (account: string) =>
      `${account}: não se sabe quem mais liga e desliga; falta a permissão cloudtrail:LookupEvents`,
    mend: 'Ver a conta',
    lastAct: (who: string, action: 'start' | 'stop', at: string) =>
      action === 'start' ? `Ligado por ${who} em ${at}` : `Desligado por ${who} em ${at}`,
    byTheRecord: 'fora do painel, pelo registro da AWS',
    unknown: 'Não se sabe se outro programa liga e desliga:',
    why: {
      not_read: 'o registro da AWS ainda não foi lido; isso leva alguns minutos',
      no_permission: 'falta a permissão cloudtrail:LookupEvents',
      unreachable: 'o CloudTrail não respondeu; o painel tenta de novo em uma hora',
    },
  },
  {
    title: 'Another program starts and stops',
    explain: "AWS's record (CloudTrail) shows who calls besides the panel. Two schedulers fight each other.",
    who: (name, program) => (program === null ? name : `${name} (${program})`),
    starts: 'starts it',
    stops: 'stops it',
    regular: (does, time, days, ofDays) =>
      days === ofDays
        ? `${does} at about ${time}, on ${days} days`
        : `${does} at about ${time}, on ${days} of ${ofDays} days`,
    undoes: (times, ours, oursAt, theirsAt) =>
      ours === 'stop'
        ? `has undone the panel ${times} times: the panel stopped it on ${oursAt}, it was started on ${theirsAt}`
        : `has undone the panel ${times} times: the panel started it on ${oursAt}, it was stopped on ${theirsAt}`,
    more: (count) => (count === 1 ? 'and 1 more server' : `and ${count} more servers`),
    attention: (who, count) =>
      count === 1 ? `${who} starts and stops 1 server as well` : `${who} starts and stops ${count} servers as well`,
    attentionUndoes: (who) => `${who} undoes what the panel does`,
    see: 'See who',
    noPermission: (account) =>
      `${account}: who else starts and stops is not known; the permission cloudtrail:LookupEvents is missing`,
    mend: 'See the account',
    lastAct: (who, action, at) => (action === 'start' ? `Started by ${who} on ${at}` : `Stopped by ${who} on ${at}`),
    byTheRecord: "outside the panel, by AWS's record",
    unknown: 'Whether another program starts and stops is not known:',
    why: {
      not_read: "AWS's record was not read yet; that takes some minutes",
      no_permission: 'the permission cloudtrail:LookupEvents is missing',
      unreachable: 'CloudTrail did not answer; the panel tries again in an hour',
    },
  },
);

export type SwitchersText = (typeof switchersText)['pt-BR'];
