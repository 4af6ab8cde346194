import { expect, it } from 'vitest';
import { instantsOf, spanOf, withSpan } from './time-span';

const address = (text: string) => new URLSearchParams(text);

it('comes back from the address as it was put there', () => {
  const last = { last: { amount: 24, unit: 'hour' as const } };
  expect(withSpan(address('state=failed&since=2026-01-01T00:00:00Z'), last).toString()).toBe('state=failed&last=24h');
  expect(spanOf(withSpan(address(''), last))).toEqual(last);
  const days = { since: '2026-11-20T03:00:00.000Z', until: '2026-11-22T03:00:00.000Z' };
  expect(spanOf(withSpan(address('last=7d'), days))).toEqual(days);
});

it('moves with the clock when it is about the last hours, and stands when it is about days', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  expect(instantsOf(spanOf(address('last=7d')), now)).toEqual({ since: '2026-11-18T12:00:00.000Z' });
  expect(instantsOf(spanOf(address('until=2026-11-22T03:00:00Z')), now)).toEqual({ until: '2026-11-22T03:00:00.000Z' });
});

it('takes what is no span for none', () => {
  for (const text of ['last=0h', 'last=soon', 'since=yesterday', '']) expect(spanOf(address(text))).toEqual({});
});
