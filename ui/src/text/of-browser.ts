// The language before anybody is logged in. It stands alone so that the first script can ask without loading React.
export type Language = 'pt-BR' | 'en';

/** What the browser asks for, until somebody is logged in. */
export function languageOfBrowser(wished: readonly string[] = navigator.languages): Language {
  for (const one of wished) {
    if (one.toLowerCase().startsWith('pt')) return 'pt-BR';
    if (one.toLowerCase().startsWith('en')) return 'en';
  }
  return 'pt-BR';
}
