import { expect, it } from 'vitest';
import { differences } from './differences';

it('names what changed, by path', () => {
  const before = { InstanceType: 't3.small', State: { Name: 'running' }, ImageId: 'ami-1' };
  const after = { InstanceType: 't3.large', State: { Name: 'stopped' }, ImageId: 'ami-1' };
  expect(differences(before, after)).toEqual([
    { path: 'InstanceType', before: 't3.small', after: 't3.large' },
    { path: 'State.Name', before: 'running', after: 'stopped' },
  ]);
});

it('does not take another order of tags for a change', () => {
  const before = {
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  };
  const after = {
    Tags: [
      { Key: 'b', Value: '3' },
      { Key: 'a', Value: '1' },
    ],
  };
  expect(differences(before, after)).toEqual([{ path: 'Tags.b.Value', before: '2', after: '3' }]);
});

it('shows what came and what went', () => {
  expect(differences({ PublicIpAddress: '1.2.3.4' }, {})).toEqual([
    { path: 'PublicIpAddress', before: '1.2.3.4', after: '' },
  ]);
});
