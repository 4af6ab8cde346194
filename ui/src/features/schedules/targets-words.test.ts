import { expect, test } from 'vitest';
import { targetsInWords } from './targets-words';
import { calendarsText } from './calendars-text';

const names = new Map([
  ['ac_1', 'Loja'],
  ['cu_1', 'Aurora'],
]);

test('says for which servers something is, in both languages', () => {
  const targets = {
    servers: [{ account: 'ac_1', region: 'sa-east-1', server: 'i-1' }],
    filter: {
      tags: [{ key: 'Ambiente', value: 'teste' }, { key: 'Papel' }],
      customers: ['cu_1'],
      accounts: ['ac_1', 'ac_2'],
      regions: ['sa-east-1'],
      kinds: ['servers' as const, 'databases' as const],
    },
  };

  expect(targetsInWords(targets, names, calendarsText['pt-BR'].targetsWords)).toBe(
    '1 escolhido à mão · tag Ambiente=teste, Papel · cliente Aurora · conta Loja, ac_2 · região sa-east-1 · bancos também',
  );
  expect(targetsInWords(targets, names, calendarsText.en.targetsWords)).toBe(
    '1 chosen by hand · tag Ambiente=teste, Papel · customer Aurora · account Loja, ac_2 · region sa-east-1 · databases too',
  );
});

test('names databases where they are meant alone', () => {
  const targets = { filter: { regions: ['sa-east-1'], kinds: ['databases' as const] } };

  expect(targetsInWords(targets, names, calendarsText['pt-BR'].targetsWords)).toBe('região sa-east-1 · só bancos');
});
