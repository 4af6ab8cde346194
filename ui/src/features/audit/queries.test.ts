import { expect, it } from 'vitest';
import { csvAddress, filterOf, isFiltering } from './queries';

const now = Date.parse('2026-11-25T12:00:00Z');

it('asks the server for what stands in the address, as a file as well', () => {
  const filter = filterOf(new URLSearchParams('action=operation.&action=login.wrong&actor=ana&q=loja&last=24h'));
  expect(isFiltering(filter)).toBe(true);
  const [path, query] = csvAddress(filter, now, 'pt-BR').split('?');
  expect(path).toBe('/api/v1/audit');
  expect(Object.fromEntries(new URLSearchParams(query))).toMatchObject({
    format: 'csv',
    language: 'pt-BR',
    separator: 'semicolon',
    actor: 'ana',
    q: 'loja',
    from: '2026-11-24T12:00:00.000Z',
  });
  expect(new URLSearchParams(query).getAll('action')).toEqual(['operation.', 'login.wrong']);
});

it('asks for all where the address asks for nothing', () => {
  const filter = filterOf(new URLSearchParams('last=soon'));
  expect(isFiltering(filter)).toBe(false);
  expect(csvAddress(filter, now, 'en')).toBe('/api/v1/audit?format=csv&language=en');
});

it('narrows it to the scope', () => {
  const filter = filterOf(new URLSearchParams('customer=cu_1&account=ac_1&region=sa-east-1'));
  expect(isFiltering(filter)).toBe(true);
  expect(csvAddress(filter, now, 'en')).toBe(
    '/api/v1/audit?format=csv&language=en&customer=cu_1&account=ac_1&region=sa-east-1',
  );
});
