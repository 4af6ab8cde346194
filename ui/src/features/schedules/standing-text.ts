// The words of how a schedule stands.
import { texts } from '../../text/language';

export const standingText = texts(
  {
    last: 'Últimos resultados',
    lastNone: 'nenhum ainda',
    resultOf: { ok: 'Tudo feito', partly: 'Feito em parte', failed: 'Falhou', running: 'Em andamento' },
    lateSeconds: (seconds: string) => `${seconds} s de atraso`,
    inTime: 'na hora',
    failedBefore: (failed: number, of: number) => `${failed} de ${of} antes não deram certo por inteiro`,
    heldCount: (count: number) =>
      count === 1 ? '1 servidor espera aprovação' : `${count} servidores esperam aprovação`,
    saving: 'Economia por mês',
    estimate: 'estimativa',
    savingUnknown: 'desconhecida',
    savingPartly: (count: number) =>
      count === 1 ? 'falta o preço de 1 servidor' : `falta o preço de ${count} servidores`,
    savingDatabases: 'sem bancos de dados cujo preço não se sabe',
    targetsColumn: 'Alvos agora',
  },
  {
    last: 'Last results',
    lastNone: 'none yet',
    resultOf: { ok: 'All done', partly: 'Partly done', failed: 'Failed', running: 'Running' },
    lateSeconds: (seconds) => `${seconds} s late`,
    inTime: 'in time',
    failedBefore: (failed, of) => `${failed} of ${of} before were not done in full`,
    heldCount: (count) => (count === 1 ? '1 server waits for approval' : `${count} servers wait for approval`),
    saving: 'Saving per month',
    estimate: 'estimate',
    savingUnknown: 'unknown',
    savingPartly: (count) =>
      count === 1 ? 'the price of 1 server is missing' : `prices of ${count} servers are missing`,
    savingDatabases: 'without databases whose price is not known',
    targetsColumn: 'Targets now',
  },
);
