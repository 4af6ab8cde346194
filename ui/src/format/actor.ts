// Who asked, in the reader's language. Names of people are their own; those that the panel makes are words of English.
import type { Language } from '../text/language';

const onTheMachine = /^(.+) on the panel's machine$/;
const withToken = /^(.+), token "(.+)"$/;
const byLink = /^(.+), leave-on link$/;

export function actorName(name: string | undefined, language: Language): string {
  if (!name || language === 'en') return name ?? '';
  const person = onTheMachine.exec(name)?.[1];
  if (person) return `${person}, na máquina do painel`;
  const receiver = byLink.exec(name)?.[1];
  if (receiver) return `${receiver}, pelo link do aviso`;
  const token = withToken.exec(name);
  return token ? `${token[1]}, token “${token[2]}”` : name;
}
