import { expect, it } from 'vitest';
import { findingName } from './finding-name';

it('names what the doctor looked at in the language of the reader', () => {
  expect(findingName('identity in AWS', 'pt-BR')).toBe('identidade na AWS');
  expect(findingName('account Aurora Loja', 'pt-BR')).toBe('conta Aurora Loja');
  expect(findingName('account Aurora Loja', 'en')).toBe('account Aurora Loja');
});
