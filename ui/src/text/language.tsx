// The reader's language. Each room keeps its words beside its pages (`text.ts`), Portuguese first; the English ones have
// the type of the Portuguese, so that a missing one does not compile.
import { createContext, useContext } from 'react';

export type Language = 'pt-BR' | 'en';

export interface Texts<T> {
  'pt-BR': T;
  en: T;
}

export function texts<T extends object>(pt: T, en: NoInfer<T>): Texts<T> {
  return { 'pt-BR': pt, en };
}

const LanguageContext = createContext<Language>('pt-BR');

export const LanguageProvider = LanguageContext.Provider;

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useText<T>(of: Texts<T>): T {
  return of[useLanguage()];
}

/** What the browser asks for, until somebody is logged in. */
export function languageOfBrowser(wished: readonly string[] = navigator.languages): Language {
  for (const one of wished) {
    if (one.toLowerCase().startsWith('pt')) return 'pt-BR';
    if (one.toLowerCase().startsWith('en')) return 'en';
  }
  return 'pt-BR';
}
