// Cloudscape's own words ("Clear filters", "Next page"): a file for each language, of which one is loaded. With Portuguese
// comes what is wrong with inputs; English needs no file for that.
import type { I18nProviderProps } from '@cloudscape-design/components/i18n';
import type { Language } from './of-browser';

const files: Record<Language, () => Promise<{ default: I18nProviderProps.Messages }>> = {
  'pt-BR': async () => {
    const [words] = await Promise.all([
      import('@cloudscape-design/components/i18n/messages/all.pt-BR'),
      import('../api/input-text'),
    ]);
    return words;
  },
  en: () => import('@cloudscape-design/components/i18n/messages/all.en'),
};

export async function cloudscapeWords(language: Language): Promise<I18nProviderProps.Messages> {
  return (await files[language]()).default;
}
