// The address of a list as a file, filtered as the page is.
import type { Language } from '../text/language';

/** `query` as the API takes it. Portuguese spreadsheets want semicolons. */
export function addressOfCsv(path: string, query: Record<string, string | string[]>, language: Language): string {
  const params = new URLSearchParams({ format: 'csv', language });
  if (language === 'pt-BR') params.set('separator', 'semicolon');
  for (const [key, value] of Object.entries(query)) for (const one of [value].flat()) params.append(key, one);
  return `${path}?${params}`;
}
