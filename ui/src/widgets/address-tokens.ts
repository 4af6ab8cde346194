// Tokens of a filter as they stand in the address: `?state=failed&state=partial` is one token with two values, which
// mean any of them; names narrow each other. A reload or a colleague with the link sees the same list.
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';

export type Token = PropertyFilterProps.Token;

export function listTokens(params: URLSearchParams, names: readonly string[]): Token[] {
  return names.flatMap((propertyKey) => {
    const value = [...new Set(params.getAll(propertyKey))].filter((one) => one !== '');
    return value.length ? [{ propertyKey, operator: '=' as const, value }] : [];
  });
}

export function valuesOf(token: Token): string[] {
  const values: unknown[] = Array.isArray(token.value) ? token.value : [token.value];
  return values.filter((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** `q` holds what was typed without a property; where there is no such search it goes nowhere. */
export function withListTokens(
  params: URLSearchParams,
  tokens: readonly Token[],
  names: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of [...names, 'q']) next.delete(name);
  for (const token of tokens)
    for (const value of valuesOf(token)) {
      const name = token.propertyKey ?? 'q';
      if (name === 'q') next.set('q', value.trim());
      else if (!next.getAll(name).includes(value)) next.append(name, value);
    }
  return next;
}
