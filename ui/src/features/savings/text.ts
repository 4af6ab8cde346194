import { texts } from '../../text/language';

export const savingsText = texts(
  {
    title: 'Oportunidades',
    titleText: (money: string, count: number) =>
      count === 1 ? `Até ${money} por mês em 1 servidor` : `Até ${money} por mês em ${count} servidores`,
    titleUnknown: (count: number) =>
      count === 1 ? '1 servidor ligado fora do expediente' : `${count} servidores ligados fora do expediente`,
    withoutUnknown: (count: number) =>
      count === 1
        ? 'Sem contar 1 servidor cujo preço é desconhecido.'
        : `Sem contar ${count} servidores cujo preço é desconhecido.`,
    row: (hours: string) => `ligado ${hours} h por semana`,
    proposal: (money: string) => `Só em dias úteis, das 8 às 19: cerca de ${money} a menos por mês`,
    pricesOf: (date: string) => `preços de ${date}`,
    stays: (money: string) => `disco e endereço continuam custando ${money} por mês`,
    staysUnknown: 'disco e endereço continuam custando',
    strong: 'Indício forte',
    weak: 'Indício fraco',
    fromTag: (key: string, value: string) => `tag ${key}: ${value}`,
    fromName: (word: string) => `“${word}” no nome`,
    known: (days: string) => `histórico de ${days}`,
    days: (count: number) => (count === 1 ? '1 dia' : `${count} dias`),
    outside: (hours: string) => `${hours} h por semana fora do expediente`,
    schedule: 'Agendar',
    scheduleOne: (name: string) => `Agendar ${name}`,
    markColumn: 'Sugerido para agendar',
    mark: (money: string) => `${money} por mês`,
    scheduleAll: (count: number) => `Agendar estes ${count}`,
    more: (count: number) => (count === 1 ? 'e mais 1 servidor' : `e mais ${count} servidores`),
    commitments: {
      considered: 'Horas que instâncias reservadas já pagaram foram descontadas.',
      unknown: 'Não se sabe o que instâncias reservadas já pagaram: horas já pagas não economizam nada.',
    },
    plans: {
      considered: 'O que Savings Plans já pagam foi descontado.',
      unknown: (why: string) =>
        `Não se sabe o que Savings Plans já pagam (${why}): horas já pagas não economizam nada.`,
      why: {
        not_read: 'ainda não foram lidos',
        no_permission: 'falta a permissão savingsplans:DescribeSavingsPlans',
        unreachable: 'a AWS não respondeu',
        not_listed: 'falta o preço de um servidor no plano',
      },
    },
    paid: (percent: string) => `${percent} % da hora já está pago por instâncias reservadas ou Savings Plans`,
    soFar: 'Economia deste mês até agora',
    soFarText: (count: number) =>
      count === 1
        ? '1 servidor que o painel desligou, comparado com deixá-lo sempre ligado (mês em UTC)'
        : `${count} servidores que o painel desligou, comparados com deixá-los sempre ligados (mês em UTC)`,
    unknown: 'desconhecido',
    databasesWithoutPrice: (count: number) =>
      count === 1
        ? '1 banco de dados não entra na conta: o preço dele é desconhecido.'
        : `${count} bancos de dados não entram na conta: os preços deles são desconhecidos.`,
    why: {
      not_read: 'o preço ainda não foi lido; isso leva cerca de um minuto',
      no_permission: 'falta a permissão pricing:GetProducts',
      unreachable: 'a lista de preços da AWS não respondeu; o painel tenta de novo em uma hora',
      not_listed: 'a lista de preços da AWS não tem um preço único para isto',
      not_sold: 'não tem preço por hora sob demanda (Spot, host dedicado ou sistema de terceiros)',
      by_use: 'é cobrado pelo que se usa, que o painel não lê (armazenamento do Aurora, capacidade serverless)',
    } as Record<string, string>,
    others: 'Outro agendador',
    othersText: 'Estes servidores têm tags de outro programa que liga e desliga. Dois agendadores brigam entre si.',
    fight: 'Dois agendadores brigam entre si: tire um deles antes de agendar.',
    otherUnknown: 'um programa que lê esta tag',
    otherOf: (name: string, tag: string) => `${name} (tag ${tag})`,
    column: 'Preço por hora',
    cost: 'Custo',
    costText: 'Preços públicos sob demanda da AWS, sem descontos, impostos nem tráfego',
    perHour: 'Ligado, por hora',
    perMonth: 'Sempre ligado, por mês (730 h)',
    offPerMonth: 'Desligado, por mês',
    saved: 'Economia deste mês',
    habit: 'Como tem ficado ligado',
    habitText: (hours: string, since: string) => `${hours} de 168 h por semana, desde ${since}`,
    billed: {
      second: 'cobrado por segundo, no mínimo 1 minuto a cada partida',
      ten_minutes: 'cobrado por segundo, no mínimo 10 minutos a cada partida',
      hour: 'cobrado por hora iniciada',
    },
    parts: 'De que é feito',
    part: 'Parte',
    things: {
      server: 'Servidor',
      address: 'Endereço IPv4 público',
      storage: 'Disco',
      iops: 'IOPS contratados',
      throughput: 'Vazão contratada (MiB/s)',
      database: 'Banco de dados',
    },
    // As AWS's list of prices names them.
    units: {
      Hrs: 'por hora',
      'GB-Mo': 'por GB e mês',
      'IOPS-Mo': 'por IOPS e mês',
      'GiBps-mo': 'por GiB/s e mês',
    } as Record<string, string>,
    quantity: 'Quantidade',
    price: 'Preço',
    month: 'Por mês',
    whenOff: 'Desligado',
    ends: 'para de custar',
    goesOn: 'continua custando',
    estimate: 'Quanto isto economiza',
    estimateMonth: 'Por mês, contra sempre ligado',
    estimateHistory: 'Por mês, contra como tem ficado ligado',
    estimateHours: 'Horas desligado por semana',
    estimateUnknown: (count: number) => (count === 1 ? 'Sem contar 1 servidor.' : `Sem contar ${count} servidores.`),
  },
  {
    title: 'Opportunities',
    titleText: (money, count) =>
      count === 1 ? `Up to ${money} a month on 1 server` : `Up to ${money} a month on ${count} servers`,
    titleUnknown: (count) =>
      count === 1 ? '1 server on outside working hours' : `${count} servers on outside working hours`,
    withoutUnknown: (count) =>
      count === 1 ? 'Without 1 server whose price is unknown.' : `Without ${count} servers whose price is unknown.`,
    row: (hours) => `on ${hours} h a week`,
    proposal: (money) => `Weekdays 8–19 only: about ${money} less a month`,
    pricesOf: (date) => `prices of ${date}`,
    stays: (money) => `disk and address go on costing ${money} a month`,
    staysUnknown: 'disk and address go on costing',
    strong: 'Strong evidence',
    weak: 'Weak evidence',
    fromTag: (key, value) => `tag ${key}: ${value}`,
    fromName: (word) => `“${word}” in the name`,
    known: (days) => `history of ${days}`,
    days: (count) => (count === 1 ? '1 day' : `${count} days`),
    outside: (hours) => `${hours} h a week outside working hours`,
    schedule: 'Schedule',
    scheduleOne: (name) => `Schedule ${name}`,
    markColumn: 'Proposed to schedule',
    mark: (money) => `${money} a month`,
    scheduleAll: (count) => `Schedule these ${count}`,
    more: (count) => (count === 1 ? 'and 1 more server' : `and ${count} more servers`),
    commitments: {
      considered: 'Hours that reserved instances have paid for were taken off.',
      unknown: 'It is not known what reserved instances have paid for: hours that are paid for save nothing.',
    },
    plans: {
      considered: 'What Savings Plans pay for was taken off.',
      unknown: (why) => `It is not known what Savings Plans pay for (${why}): hours that are paid for save nothing.`,
      why: {
        not_read: 'they were not read yet',
        no_permission: 'the permission savingsplans:DescribeSavingsPlans is missing',
        unreachable: 'AWS did not answer',
        not_listed: 'a plan has no price for a server',
      },
    },
    paid: (percent) => `${percent} % of the hour is paid for by reserved instances or Savings Plans`,
    soFar: 'Saved this month so far',
    soFarText: (count) =>
      count === 1
        ? '1 server that the panel stopped, against leaving it on (month in UTC)'
        : `${count} servers that the panel stopped, against leaving them on (month in UTC)`,
    unknown: 'unknown',
    databasesWithoutPrice: (count) =>
      count === 1
        ? '1 database is not counted: its price is unknown.'
        : `${count} databases are not counted: their prices are unknown.`,
    why: {
      not_read: 'the price was not read yet; that takes about a minute',
      no_permission: 'the permission pricing:GetProducts is missing',
      unreachable: "AWS's price list did not answer; the panel tries again in an hour",
      not_listed: "AWS's price list has no single price for it",
      not_sold: 'it has no on-demand price by the hour (Spot, a dedicated host, or an operating system of others)',
      by_use: 'it is billed by what is used, which the panel does not read (storage of Aurora, serverless capacity)',
    },
    others: 'Another scheduler',
    othersText: 'These servers have tags of another program that starts and stops. Two schedulers fight each other.',
    fight: 'Two schedulers fight each other: remove one before you schedule.',
    otherUnknown: 'a program that reads this tag',
    otherOf: (name, tag) => `${name} (tag ${tag})`,
    column: 'Price per hour',
    cost: 'Cost',
    costText: "AWS's public on-demand prices, without discounts, taxes and traffic",
    perHour: 'Running, per hour',
    perMonth: 'Always on, per month (730 h)',
    offPerMonth: 'Off, per month',
    saved: 'Saved this month',
    habit: 'How it has been on',
    habitText: (hours, since) => `${hours} of 168 h a week, since ${since}`,
    billed: {
      second: 'billed by the second, at least 1 minute for each start',
      ten_minutes: 'billed by the second, at least 10 minutes for each start',
      hour: 'billed by each hour begun',
    },
    parts: 'What it is made of',
    part: 'Part',
    things: {
      server: 'Server',
      address: 'Public IPv4 address',
      storage: 'Disk',
      iops: 'IOPS bought',
      throughput: 'Throughput bought (MiB/s)',
      database: 'Database',
    },
    units: {
      Hrs: 'an hour',
      'GB-Mo': 'per GB and month',
      'IOPS-Mo': 'per IOPS and month',
      'GiBps-mo': 'per GiB/s and month',
    } as Record<string, string>,
    quantity: 'Quantity',
    price: 'Price',
    month: 'Per month',
    whenOff: 'Off',
    ends: 'ends',
    goesOn: 'goes on',
    estimate: 'What this saves',
    estimateMonth: 'Per month, against always on',
    estimateHistory: 'Per month, against how it has been on',
    estimateHours: 'Hours off per week',
    estimateUnknown: (count) => (count === 1 ? 'Without 1 server.' : `Without ${count} servers.`),
  },
);

export type SavingsText = (typeof savingsText)['pt-BR'];
