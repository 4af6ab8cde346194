import { expect, it } from 'vitest';
import { mayConcern } from './in-scope';

const accounts = [
  { id: 'ac_loja', customer: { id: 'cu_aurora' } },
  { id: 'ac_dados', customer: { id: 'cu_aurora' } },
  { id: 'ac_verde', customer: { id: 'cu_verde' } },
];
const all = { customers: [], accounts: [], regions: [] };
const aurora = { ...all, customers: ['cu_aurora'] };
const verde = { ...all, customers: ['cu_verde'] };
const named = { servers: [{ account: 'ac_loja', region: 'sa-east-1', server: 'i-1' }] } as never;

it('finds schedules by the servers that they name', () => {
  expect(mayConcern(named, all, accounts)).toBe(true);
  expect(mayConcern(named, aurora, accounts)).toBe(true);
  expect(mayConcern(named, { ...all, accounts: ['ac_dados'] }, accounts)).toBe(false);
  expect(mayConcern(named, { ...all, regions: ['us-east-1'] }, accounts)).toBe(false);
});

it('keeps those of one customer from another', () => {
  const ofVerde = { filter: { customers: ['cu_verde'], tags: [{ key: 'Ambiente' }] } };
  expect(mayConcern(ofVerde, verde, accounts)).toBe(true);
  expect(mayConcern(ofVerde, aurora, accounts)).toBe(false);
  expect(mayConcern(named, verde, accounts)).toBe(false);
});

it('keeps what chooses by tags alone, which may be anywhere', () => {
  const tagged = { filter: { tags: [{ key: 'Ambiente' }], regions: ['sa-east-1'] } };
  expect(mayConcern(tagged, verde, accounts)).toBe(true);
  expect(mayConcern(tagged, { ...verde, regions: ['us-east-1'] }, accounts)).toBe(false);
  expect(mayConcern(tagged, { ...all, customers: ['cu_gone'] }, accounts)).toBe(false);
});
