import { expect, it } from 'vitest';
import { reasonLine, reasonText, shortened } from './reason-text';

it('tells a reason by its code, whoever it comes from, with the words of the server behind', () => {
  const fellBack = reasonText('Client.InternalError', 'AWS accepted the start', 'pt-BR');
  expect(fellBack.text).toContain('chave KMS');
  expect(fellBack.original).toBe('AWS accepted the start');
  expect(reasonText('policy.paused', 'it is paused', 'pt-BR').text).toContain('pausadas');
  expect(reasonText('account.pending', 'it is pending', 'pt-BR').text).toContain('ainda não foi conectada');
});

it('tells why a fire failed in Portuguese whatever failed, with the store’s own words quoted behind', () => {
  expect(reasonLine({ code: 'sql.disk_full', text: 'database or disk is full' }, 'pt-BR')).toBe(
    'O disco do painel estava cheio. Libere espaço. “Database or disk is full”',
  );
  for (const code of ['internal', 'corrupt', 'sql.constraint', 'operation.unknown_kind', 'master_key.missing'])
    expect(reasonText(code, 'it did not', 'pt-BR')).toEqual({
      text: expect.not.stringContaining('Nas palavras do painel') as string,
      original: 'It did not',
    });
  expect(reasonLine({ code: 'internal', text: 'it did not' }, 'en')).toBe('It did not');
});

it('marks as the words of the server what has no translation', () => {
  expect(reasonText('brand.new', 'it did not', 'pt-BR')).toEqual({ text: 'Nas palavras do painel: “It did not”' });
  expect(reasonText('brand.new', 'it did not', 'en')).toEqual({ text: 'It did not' });
  expect(reasonText(undefined, undefined, 'pt-BR')).toEqual({ text: '' });
});

it('closes a quotation that it cuts', () => {
  expect(shortened('Nas palavras do painel: “it did not”', 30)).toBe('Nas palavras do painel: “it di…”');
  expect(shortened('“It” did not', 9)).toBe('“It” did…');
  expect(shortened('it did not', 10)).toBe('it did not');
});
