import { expect, it } from 'vitest';
import { draftOfForm, formOf } from './editor-form';
import type { Schedule } from './queries';

const saved: Schedule = {
  id: 'sc1',
  version: 3,
  state: 'active',
  name: 'Fechamento',
  zone: 'America/Sao_Paulo',
  mode: 'edges',
  from: '2026-12-01',
  until: '2026-12-31',
  rules: [{ window: { begin: '08:00', end: '19:00', days: 'every_day' } }] as Schedule['rules'],
  targets: { servers: [{ account: 'ac1', region: 'sa-east-1', server: 'i-1' }], filter: { regions: ['sa-east-1'] } },
  settings: { catch_up_minutes: 15, fallback_types: ['m5a.large', 'm6i.large'], preflight_hours: 4 },
  approved: 1,
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
  updated_by: 'Ana',
};
const draft = (change: Partial<ReturnType<typeof formOf>> = {}) =>
  draftOfForm({ ...formOf(saved), ...change }, saved, '2026-12-04T00:00:00Z');

it('saves what it did not change as it was', () => {
  expect(draft()).toMatchObject({
    from: '2026-12-01',
    until: '2026-12-31',
    targets: saved.targets,
    settings: { fallback_types: ['m5a.large', 'm6i.large'] },
  });
});

it('lets dates and fallback types be changed and taken away', () => {
  const changed = draft({ term: { from: '2027-01-01', until: '' }, fallbackTypes: ['m6i.large', ' m5a.large ', ''] });
  expect(changed).toMatchObject({ from: '2027-01-01', settings: { fallback_types: ['m6i.large', 'm5a.large'] } });
  expect(changed).not.toHaveProperty('until');
  expect(draft({ fallbackTypes: [] })!.settings).not.toHaveProperty('fallback_types');
});
