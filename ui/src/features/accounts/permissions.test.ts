import { expect, it } from 'vitest';
import type { Permission } from '../../api/open-shapes';
import { countsOf, detailOf, kindOf, matrixOf } from './permissions';

const permission = (action: string, result: Permission['result']): Permission => ({
  action,
  service: action.split(':')[0]!,
  feature: 'see',
  purpose: '',
  result,
});

it('tells what only reads from what acts', () => {
  expect(['ec2:DescribeInstances', 'ce:GetTags', 'cloudtrail:LookupEvents'].map(kindOf)).toEqual([
    'read',
    'read',
    'read',
  ]);
  expect(['ec2:StopInstances', 'kms:CreateGrant', 'rds:StartDBInstance'].map(kindOf)).toEqual(['act', 'act', 'act']);
});

it('puts each permission into its service and kind, what is missing first', () => {
  const rows = matrixOf([
    permission('ec2:DescribeInstances', 'allowed'),
    permission('rds:StopDBInstance', 'not_tried'),
    permission('ec2:StartInstances', 'allowed'),
    permission('ec2:StopInstances', 'denied'),
  ]);

  expect(rows.map((one) => one.service)).toEqual(['ec2', 'rds']);
  expect(rows[0]!.act.map((one) => one.action)).toEqual(['ec2:StopInstances', 'ec2:StartInstances']);
  expect(countsOf(rows[0]!.act)).toEqual([
    ['denied', 1],
    ['allowed', 1],
  ]);
  expect(rows[1]!.read).toEqual([]);
});

it('tells how it was tried in both languages, and AWS by its own words', () => {
  const dry = 'tried as a dry run on a server of the account';
  expect(detailOf(dry, 'pt-BR')).toEqual({
    text: 'Testada como ensaio (dry run) em um servidor da conta.',
    isOfAws: false,
  });
  expect(detailOf(dry, 'en')?.text).toBe('Tried as a dry run on a server of the account.');
  expect(detailOf('UnauthorizedOperation: no', 'pt-BR')).toEqual({ text: 'UnauthorizedOperation: no', isOfAws: true });
  expect(detailOf(undefined, 'en')).toBeUndefined();
});
