import { describe, expect, it } from 'vitest';
import { namePattern, tokensOf, withoutFilter, withTokens } from './filter';

describe('the filter', () => {
  it('comes back from the address as it was put there', () => {
    const tokens = [
      { propertyKey: 'state', operator: '=' as const, value: ['running', 'stopped'] },
      { propertyKey: 'region', operator: '=' as const, value: ['sa-east-1'] },
      { propertyKey: 'name', operator: ':' as const, value: 'loja' },
      { propertyKey: 'name', operator: ':' as const, value: 'web-*' },
      { propertyKey: 'tag', operator: '=' as const, value: 'Ambiente:producao' },
      { operator: ':' as const, value: '10.0.0.7' },
    ];
    expect(tokensOf(withTokens(new URLSearchParams(), tokens))).toEqual(tokens);
  });

  it('keeps what else stands in the address, but begins at the first page', () => {
    const params = withTokens(new URLSearchParams('sort=-name&page=3&size=200&customer=cu_1'), []);
    expect(params.toString()).toBe('sort=-name&customer=cu_1');
  });

  it('leaves the scope alone where it is taken away, and begins at the first page', () => {
    const params = withoutFilter(new URLSearchParams('q=web&tag=a:b&account=a1&page=3&size=200'));
    expect(params.toString()).toBe('account=a1');
  });

  it('looks everywhere for what was typed without a property, and keeps the last of several', () => {
    const tokens = [
      { operator: ':' as const, value: 'loja' },
      { operator: ':' as const, value: 'web' },
    ];
    expect(withTokens(new URLSearchParams(), tokens).getAll('q')).toEqual(['web']);
  });

  it('takes an address for what is looked for, which is one text', () => {
    const address = { propertyKey: 'address', operator: ':' as const, value: '10.0.' };
    expect(tokensOf(withTokens(new URLSearchParams(), [address]))).toEqual([address]);
    const both = withTokens(new URLSearchParams(), [{ operator: ':' as const, value: 'web' }, address]);
    expect(both.toString()).toBe('address=10.0.');
  });

  it('takes tags as people write them', () => {
    const tag = (value: string) =>
      withTokens(new URLSearchParams(), [{ propertyKey: 'tag', operator: '=', value }]).get('tag');
    expect(tag('Ambiente=producao')).toBe('Ambiente:producao');
    expect(tag('Ambiente: producao')).toBe('Ambiente:producao');
    expect(tag('Equipe')).toBe('Equipe');
  });

  it('looks for a name anywhere, unless it has wildcards of its own', () => {
    expect(namePattern('loja')).toBe('*loja*');
    expect(namePattern('loja-*')).toBe('loja-*');
    expect(namePattern('')).toBe('');
  });
});
