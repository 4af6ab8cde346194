import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askAhead, fetchOrTake, keptFor } from './ahead';

const asked = vi.fn<(what: unknown) => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers();
  let count = 0;
  asked.mockReset().mockImplementation(async () => new Response(String(++count)));
  vi.stubGlobal('fetch', asked);
});

afterEach(() => {
  vi.advanceTimersByTime(keptFor);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const wants = async (address: string, method = 'GET') =>
  (await fetchOrTake(new Request(new URL(address, location.origin), { method }))).text();

test('an answer that was asked for ahead is given to the first who wants it, and to nobody else', async () => {
  void askAhead('/api/v1/accounts');

  expect(await wants('/api/v1/accounts')).toBe('1');
  expect(await wants('/api/v1/accounts')).toBe('2');
});

test('another address and another query are asked for', async () => {
  void askAhead('/api/v1/servers?limit=1');

  expect(await wants('/api/v1/servers')).toBe('2');
  expect(await wants('/api/v1/servers?limit=2')).toBe('3');
  expect(await wants('/api/v1/servers?limit=1')).toBe('1');
});

test('once something was changed, what was asked for ahead is asked for again', async () => {
  void askAhead('/api/v1/accounts');

  expect(await wants('/api/v1/accounts', 'DELETE')).toBe('2');
  expect(await wants('/api/v1/accounts')).toBe('3');
});

test('an answer that nobody has taken grows old and is asked for again', async () => {
  void askAhead('/api/v1/accounts');
  vi.advanceTimersByTime(keptFor);

  expect(await wants('/api/v1/accounts')).toBe('2');
});

test('who takes an answer that never came hears of it', async () => {
  asked.mockRejectedValueOnce(new TypeError('nobody there'));
  void askAhead('/api/v1/accounts');

  await expect(wants('/api/v1/accounts')).rejects.toThrow('nobody there');
  expect(await wants('/api/v1/accounts')).toBe('1');
});

test('an answer is read to its end also where nobody takes it', async () => {
  const answer = new Response('1');
  asked.mockResolvedValueOnce(answer);

  await askAhead('/api/v1/accounts');

  expect(answer.bodyUsed).toBe(true);
});
