import { expect, it } from 'vitest';
import { choices, differenceOf, type ServerType, type ServerTypes } from './queries';

const type = (name: string, more: Partial<ServerType> = {}): ServerType => ({
  name,
  vcpus: 2,
  memory_mib: 8192,
  architecture: 'x86_64',
  is_current: true,
  is_burstable: false,
  has_instance_store: false,
  verdict: 'fits',
  cautions: [],
  price: { unknown: 'not_read' },
  ...more,
});

const types: ServerTypes = {
  server: 'i-1',
  type: 'm5.large',
  types: [
    type('m5.large', { price: { amount: '0.153', currency: 'USD' } }),
    type('m5.xlarge', { price: { amount: '0.306', currency: 'USD' } }),
    type('c5.large', { verdict: 'refused', reason_code: 'type.zone' }),
    type('r5.large'),
  ],
};

it('offers what fits and is another type', () => {
  expect(choices(types, '').map((one) => one.name)).toEqual(['m5.xlarge', 'r5.large']);
  expect(choices(types, ' M5 ').map((one) => one.name)).toEqual(['m5.xlarge']);
});

it('tells the difference in price only where both are known', () => {
  expect(differenceOf(types, types.types[1]!)).toBeCloseTo(0.153);
  expect(differenceOf(types, types.types[3]!)).toBeUndefined();
});
