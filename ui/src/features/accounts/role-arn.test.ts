import { expect, it } from 'vitest';
import { roleArn } from './role-arn';

it('takes the number of an account for the role that the instructions name', () => {
  expect(roleArn(' 210987654321 ', 'Mirante-x')).toBe('arn:aws:iam::210987654321:role/Mirante-x');
  expect(roleArn('arn:aws:iam::1:role/other', 'Mirante-x')).toBe('arn:aws:iam::1:role/other');
  expect(roleArn('2109', 'Mirante-x')).toBe('2109');
});
