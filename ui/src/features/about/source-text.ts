// Where the panel's own identity in AWS comes from: the server tells it in English.
import type { Language } from '../../text/language';

const portuguese: [RegExp, string][] = [
  [/^the environment/, 'das variáveis de ambiente'],
  [/^the profile/, 'do perfil'],
  [/^the role of this EC2 instance/, 'da role desta instância EC2'],
  [/^the container's role/, 'da role do contêiner'],
  [/^the web identity/, 'da identidade web'],
];

export function sourceText(source: string, language: Language): string {
  if (language === 'en') return `from ${source}`;
  for (const [pattern, text] of portuguese) if (pattern.test(source)) return source.replace(pattern, text);
  return source;
}
