// Cloudscape's own words ("Clear filters", "Next page"), loaded for the one language that is read.
import { I18nProvider } from '@cloudscape-design/components/i18n';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { cloudscapeWords } from '../text/cloudscape-words';
import { type Language, useLanguage } from '../text/language';
import { FullPageWait } from './full-page';

export const textsKey = 'cloudscape-texts';

export function textsQuery(language: Language) {
  return queryOptions({
    queryKey: [textsKey, language],
    queryFn: () => cloudscapeWords(language),
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

export function CloudscapeTexts({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const messages = useQuery(textsQuery(language));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  if (!messages.data) return <FullPageWait />;
  return (
    <I18nProvider locale={language} messages={[messages.data]}>
      {children}
    </I18nProvider>
  );
}
