// Sentences for the stable codes of problems. English is the server's own language, and in it the browser asks
// (api/client.ts): its sentence knows the details. The Portuguese ones are the API's own (api/problems.pt-BR.json), since a
// page may change its language while a problem stands on it.
import codes from '../../../api/problems.pt-BR.json';
import type { Language } from '../text/language';
import type { Problem } from './problem';

// What the browser alone knows of.
const ownPortuguese: Record<string, string> = {
  'panel.unreachable': 'O painel não respondeu. Verifique a conexão; a página tenta de novo sozinha.',
  'panel.strange_answer': 'Algo entre este navegador e o painel respondeu no lugar dele.',
  'panel.fault': 'Esta página falhou. Recarregue; se acontecer de novo, avise quem cuida do painel.',
};
const portuguese: Record<string, string> = { ...codes, ...ownPortuguese };

const english: Record<string, string> = {
  'panel.unreachable': 'The panel did not answer. Check the connection; this page keeps trying.',
  'panel.strange_answer': 'Something between this browser and the panel answered in its place.',
  'panel.fault': 'This page failed. Reload it; if that happens again, tell whoever runs the panel.',
};

function wait(problem: Problem, language: Language): string {
  const seconds = Math.max(1, Math.ceil((problem.retry_after_ms ?? 1000) / 1000));
  return language === 'pt-BR'
    ? `Tentativas demais. Espere ${seconds} s e tente de novo.`
    : `Too many attempts. Wait ${seconds} s and try again.`;
}

let inputText: (detail: string) => string | undefined = () => undefined;

/** Sentences about inputs are a file of their own, which is loaded with Portuguese (text/cloudscape-words.ts). */
export function learnInputTexts(of: typeof inputText): void {
  inputText = of;
}

/** The server speaks English; a Portuguese page says that these are its words. */
export function inServersWords(said: string, language: Language): string {
  return language === 'pt-BR' ? `Nas palavras do painel: “${said}”` : capital(said);
}

export function portugueseOf(code: string): string | undefined {
  return portuguese[code];
}

/** One sentence for a person. What has no translation is told in the server's words rather than not at all. */
export function problemText(problem: Problem, language: Language): string {
  if (problem.code === 'login.slow_down') return wait(problem, language);
  if (language === 'en') return english[problem.code] ?? capital(problem.detail);
  const known = portuguese[problem.code];
  if (known) return known;
  const isOfInput = problem.field !== undefined || problem.code === 'invalid';
  const ofInput = isOfInput ? inputText(problem.detail) : undefined;
  return ofInput ? capital(ofInput) : inServersWords(problem.detail, language);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
