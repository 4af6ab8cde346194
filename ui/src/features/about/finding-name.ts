// What the doctor looked at: it names that in English.
import type { Language } from '../../text/language';

const portuguese: Record<string, string> = {
  disk: 'disco',
  database: 'banco',
  audit: 'auditoria',
  'identity in AWS': 'identidade na AWS',
  operations: 'operações',
  outages: 'paradas do painel',
  heartbeat: 'sinal de vida',
  mail: 'e-mail',
};

export function findingName(name: string, language: Language): string {
  if (language === 'en') return name;
  return portuguese[name] ?? name.replace(/^account /, 'conta ');
}
