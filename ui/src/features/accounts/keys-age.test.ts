import { expect, it } from 'vitest';
import type { Schemas } from '../../api/client';
import { ageOfKeys, ageOfOldKeys } from './keys-age';

const account = { connection: 'keys', connected_at: '2026-01-01T00:00:00Z' } as Schemas['Account'];
const after = (days: number) => Date.parse('2026-01-01T00:00:00Z') + days * 86_400_000;

it('reminds of keys from their ninetieth day on', () => {
  expect(ageOfKeys(account, after(89.9))).toBe(89);
  expect(ageOfOldKeys(account, after(89.9))).toBeUndefined();
  expect(ageOfOldKeys(account, after(90))).toBe(90);
});

it('says nothing where there are no keys', () => {
  expect(ageOfKeys({ ...account, connection: 'role' }, after(500))).toBeUndefined();
});
