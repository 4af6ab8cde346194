import { expect, it } from 'vitest';
import { listTokens, withListTokens } from './address-tokens';

const names = ['state', 'kind'];

it('comes back from the address as it was put there, beside what else stands in it', () => {
  const tokens = [
    { propertyKey: 'state', operator: '=' as const, value: ['failed', 'partial'] },
    { propertyKey: 'kind', operator: '=' as const, value: ['servers.stop'] },
  ];
  const address = withListTokens(new URLSearchParams('customer=cu_1&state=running'), tokens, names);
  expect(address.toString()).toBe('customer=cu_1&state=failed&state=partial&kind=servers.stop');
  expect(listTokens(address, names)).toEqual(tokens);
});

it('keeps one text that was typed without a property, and drops it with its token', () => {
  const typed = withListTokens(new URLSearchParams(), [{ operator: ':', value: ' loja ' }], names);
  expect(typed.get('q')).toBe('loja');
  expect(withListTokens(typed, [], names).toString()).toBe('');
});

it('passes over empty values and repeated ones', () => {
  expect(listTokens(new URLSearchParams('state=&state=failed&state=failed'), names)).toEqual([
    { propertyKey: 'state', operator: '=', value: ['failed'] },
  ]);
});
