// The reader's language. Each room keeps its words beside its pages (`text.ts`), Portuguese first; the English ones have
// the type of the Portuguese, so that a missing one does not compile.
import { createContext, useContext } from 'react';
import type { Language } from './of-browser';

export { type Language, languageOfBrowser } from './of-browser';

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
