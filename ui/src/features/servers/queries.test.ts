import { expect, it } from 'vitest';
import { csvAddress, isCounted } from './queries';

it('knows no number before anything was read, and tells that from none', () => {
  const unread = { account: 'a', region: 'sa-east-1', cause: 'not_read' as const };
  expect(isCounted({ total: 0, read: [], unknown: [unread] })).toBe(false);
  expect(isCounted({ total: 0, read: [], unknown: [{ ...unread, cause: 'blocked' }] })).toBe(true);
  expect(isCounted({ total: 0, read: [{ account: 'a' }], unknown: [unread] })).toBe(true);
  expect(isCounted({ total: 1, read: [], unknown: [unread] })).toBe(true);
});

it('asks for a file in the form and the words of the reader', () => {
  const filter = { accounts: ['a 1'], regions: [], search: 'x&y' };
  expect(csvAddress(filter, '-name', 'pt-BR')).toBe(
    '/api/v1/servers?format=csv&language=pt-BR&separator=semicolon&sort=-name&account=a+1&q=x%26y',
  );
  expect(csvAddress(filter, 'name', 'en')).toContain('format=csv&language=en&sort=name&account=a+1');
});
