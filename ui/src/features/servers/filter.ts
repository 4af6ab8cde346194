// The filter as it stands in the address, as Cloudscape shows it, and as the API takes it. Several values of one kind
// mean any of them; kinds narrow each other; each tag narrows too. What was typed without a property is looked for in
// names, ids and addresses, an address alike: one text, a new one replaces it.
import { listTokens, type Token, valuesOf } from '../../widgets/address-tokens';
import { atFirstPage } from '../../widgets/first-page';

const lists = ['state', 'type', 'account', 'region'] as const;

/** Parameters of the address that only this filter sets. */
export const filterKeys = ['state', 'type', 'name', 'address', 'tag', 'q'] as const;

export function tokensOf(params: URLSearchParams): Token[] {
  const tokens = listTokens(params, lists);
  for (const value of params.getAll('name')) tokens.push({ propertyKey: 'name', operator: ':', value });
  for (const value of params.getAll('tag')) tokens.push({ propertyKey: 'tag', operator: '=', value });
  const address = params.get('address');
  if (address) tokens.push({ propertyKey: 'address', operator: ':', value: address });
  const search = params.get('q');
  if (search) tokens.push({ operator: ':', value: search });
  return tokens;
}

export function withoutFilter(params: URLSearchParams): URLSearchParams {
  const next = atFirstPage(params);
  for (const key of filterKeys) next.delete(key);
  return next;
}

export function withTokens(params: URLSearchParams, tokens: readonly Token[]): URLSearchParams {
  const next = atFirstPage(params);
  for (const key of [...lists, ...filterKeys]) next.delete(key);
  for (const token of tokens)
    for (const value of valuesOf(token)) {
      const key = token.propertyKey ?? 'q';
      if (key === 'q' || key === 'address') {
        // The API looks for one text; the last that was typed is meant.
        next.delete('q');
        next.delete('address');
        next.set(key, value.trim());
      } else if (!next.getAll(key).includes(value)) next.append(key, key === 'tag' ? tagText(value) : value.trim());
    }
  return next;
}

/** People write "Key=Value" and "Key: Value"; the API wants "Key:Value". Keys such as aws:… keep their own colon. */
function tagText(value: string): string {
  const equals = value.indexOf('=');
  const text = equals > 0 && !value.includes(':') ? `${value.slice(0, equals)}:${value.slice(equals + 1)}` : value;
  return text.replace(/\s*:\s*/, ':').trim();
}

/** A name without wildcards is looked for anywhere in the name. */
export function namePattern(name: string): string {
  if (name === '' || /[*?]/.test(name)) return name;
  return `*${name}*`;
}
