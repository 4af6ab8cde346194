import { expect, it } from 'vitest';
import { orderDraftOf, orderProblems, settingsOfOrder, turnsText, waitText } from './order-form';
import { orderText } from './order-text';

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

it('says in which order groups went and how', () => {
  const turns = [
    { group: '1', state: 'passed', servers: 1 },
    { group: '2', state: 'failed', servers: 2 },
    { group: '', state: 'not_started', servers: 1 },
  ] as const;
  expect(turnsText(turns, orderText['pt-BR'])).toBe(
    'grupo 1: pronto → grupo 2: não ficou pronto → sem grupo: não pedido',
  );
});

it('says for which group a server waits, or waited in vain', () => {
  const turn = { after: '2' };
  expect(waitText({ outcome: 'waiting', turn }, orderText.en)).toBe('waits for group 2');
  expect(waitText({ outcome: 'not_started', turn }, orderText.en)).toBe('not asked for: group 2 was not ready');
  expect(waitText({ outcome: 'requested', turn }, orderText.en)).toBeUndefined();
});
