import { expect, it } from 'vitest';
import { actorName } from './actor';

it('leaves names of people alone, and says what the panel calls others in the language of the reader', () => {
  expect(actorName('ana@exemplo.com.br', 'pt-BR')).toBe('ana@exemplo.com.br');
  expect(actorName("rui on the panel's machine", 'pt-BR')).toBe('rui, na máquina do painel');
  expect(actorName("rui on the panel's machine", 'en')).toBe("rui on the panel's machine");
  expect(actorName('ana@exemplo.com.br, token "CI"', 'pt-BR')).toBe('ana@exemplo.com.br, token “CI”');
  expect(actorName('ana@exemplo.com.br, leave-on link', 'pt-BR')).toBe('ana@exemplo.com.br, pelo link do aviso');
  expect(actorName(undefined, 'pt-BR')).toBe('');
});
