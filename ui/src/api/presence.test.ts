import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { awayAfter, tellsPresence, watchPresence } from './presence';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function asked(): Promise<string | null> {
  const request = new Request('http://panel/api/v1/servers');
  const sent = await tellsPresence.onRequest!({ request } as never);
  return (sent as Request).headers.get('Mirante-Background');
}

it('says of requests that nobody is at the page, until somebody touches it', async () => {
  const page = new EventTarget();
  const end = watchPresence(page);
  expect(await asked()).toBeNull();

  vi.advanceTimersByTime(awayAfter + 1);
  expect(await asked()).toBe('true');

  page.dispatchEvent(new Event('keydown'));
  expect(await asked()).toBeNull();

  vi.advanceTimersByTime(awayAfter + 1);
  end();
  page.dispatchEvent(new Event('keydown'));
  expect(await asked()).toBe('true');
});
