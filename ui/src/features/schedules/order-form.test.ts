import { expect, it } from 'vitest';
import { orderDraftOf, orderProblems, settingsOfOrder } from './order-form';

it('gives back what was saved', () => {
  const settings = {
    order: {
      tag: 'ordem',
      gate: { until: 'port', port: 5432, address: 'public', minutes: 20, otherwise: 'go_on' },
    },
  } as const;
  expect(settingsOfOrder(orderDraftOf(settings))).toEqual(settings);
});

it('keeps groups that were named by hand', () => {
  const groups = [[{ account: 'ac_1', region: 'sa-east-1', server: 'i-1' }]];
  expect(settingsOfOrder(orderDraftOf({ order: { groups } })).order?.groups).toEqual(groups);
  expect(orderProblems(orderDraftOf({ order: { groups } }))).toEqual([]);
});

it('saves no order where none was chosen', () => {
  expect(settingsOfOrder(orderDraftOf(undefined))).toEqual({});
});

it('names what is missing', () => {
  const draft = { ...orderDraftOf(undefined), isOn: true, until: 'port' as const, minutes: '0' };
  expect(orderProblems(draft)).toEqual(['tag', 'port', 'minutes']);
});
