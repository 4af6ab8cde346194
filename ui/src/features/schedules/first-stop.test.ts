import { describe, expect, it } from 'vitest';
import { factsOf, rebootsIn, type ScheduleCheck, typeObstaclesOf, typesOf } from './first-stop';
import type { ScheduleDraft } from './queries';

const place = { account: 'ac_1', region: 'sa-east-1' };
const fine = { ...place, server: 'i-1', stop: [], start: [] };

function check(...servers: ScheduleCheck['servers']): ScheduleCheck {
  return { checked_at: '2026-03-02T10:00:00Z', total: servers.length, databases: 0, servers };
}

function stateOf(of: ScheduleCheck, fact: string) {
  const { fine, wrong, unknown } = factsOf(of).find((one) => one.fact === fact)!;
  return { fine, wrong: wrong.map(({ server }) => server.server), unknown };
}

describe('facts before a first stop', () => {
  it('are in order where nothing was found', () => {
    for (const fact of ['permission', 'shutdown', 'protection', 'key', 'other'])
      expect(stateOf(check(fine), fact)).toEqual({ fine: 1, wrong: [], unknown: 0 });
  });

  it('name what is wrong, and do not know what was not looked at after it', () => {
    const locked = {
      ...fine,
      server: 'i-2',
      stop: [{ code: 'server.stop_protected', text: 'x', weight: 'prevents' as const }],
    };
    expect(stateOf(check(fine, locked), 'protection')).toEqual({ fine: 1, wrong: ['i-2'], unknown: 0 });
    expect(stateOf(check(fine, locked), 'permission')).toEqual({ fine: 2, wrong: [], unknown: 0 });
    expect(stateOf(check(fine, locked), 'other')).toEqual({ fine: 1, wrong: [], unknown: 1 });
  });

  it('take a code of AWS for a missing permission, of a start too', () => {
    const denied = { ...fine, start: [{ code: 'UnauthorizedOperation', text: 'x', weight: 'prevents' as const }] };
    expect(stateOf(check(denied), 'permission').wrong).toEqual(['i-1']);
    expect(stateOf(check(denied), 'protection').fine).toBe(1);
  });

  it('are unknown where AWS gave no answer, and of those that were not asked about', () => {
    const silent = {
      ...place,
      server: 'i-3',
      no_answer: { code: 'aws.no_answer', text: 'x', weight: 'unknown' as const },
    };
    expect(stateOf(check(silent), 'permission')).toEqual({ fine: 0, wrong: [], unknown: 1 });
    expect(stateOf({ ...check(fine), total: 60 }, 'protection')).toEqual({ fine: 1, wrong: [], unknown: 59 });
  });

  it('are said of databases only where they are judged of them', () => {
    const database = { ...fine, server: 'db:pedidos' };
    for (const fact of ['permission', 'shutdown', 'protection'])
      expect(stateOf(check(database), fact)).toEqual({ fine: 0, wrong: [], unknown: 0 });
    expect(stateOf(check(database), 'other')).toEqual({ fine: 1, wrong: [], unknown: 0 });
  });

  it('are unknown where one of the questions got no answer', () => {
    const silent = [{ code: 'aws.no_answer', text: 'x', weight: 'unknown' as const }];
    const stop = check({ ...fine, stop: silent });
    const start = check({ ...fine, start: silent });
    for (const fact of ['permission', 'shutdown', 'protection', 'other']) expect(stateOf(stop, fact).unknown).toBe(1);
    expect(stateOf(stop, 'key').fine).toBe(1);
    expect(stateOf(start, 'key').unknown).toBe(1);
    expect(stateOf(start, 'protection').fine).toBe(1);
  });

  it('tell keys that cannot be used from those of which nobody knows', () => {
    const disabled = { ...fine, start: [{ code: 'key.disabled', text: 'x', weight: 'prevents' as const }] };
    const unproved = {
      ...fine,
      server: 'i-2',
      start: [{ code: 'key.unproved', text: 'x', weight: 'unknown' as const }],
    };
    expect(stateOf(check(disabled, unproved), 'key')).toEqual({ fine: 0, wrong: ['i-1'], unknown: 1 });
    expect(stateOf(check(disabled, unproved), 'other')).toEqual({ fine: 2, wrong: [], unknown: 0 });
  });
});

describe('types that a schedule gives', () => {
  const days = 'every_day' as const;
  const draft = {
    name: 'x',
    zone: 'America/Sao_Paulo',
    mode: 'edges',
    rules: [
      { window: { begin: '08:00', end: '18:00', days, type: 'm5.large' } },
      { point: { at: '20:00', days, action: 'resize', type: 't3.large' } },
      { point: { at: '21:00', days, action: 'reboot' } },
    ],
    targets: { filter: {} },
  } as unknown as ScheduleDraft;

  it('are those of its rules, each once, beside its reboots', () => {
    expect(typesOf(draft)).toEqual(['m5.large', 't3.large']);
    expect(rebootsIn(draft)).toBe(true);
    expect(rebootsIn({ ...draft, rules: draft.rules.slice(0, 2) })).toBe(false);
  });

  it('are told with the servers of which there is something to say', () => {
    const caution = { code: 'type.caution_nvme', text: 'x', weight: 'caution' as const };
    const one = { ...fine, resize: [{ type: 'm5.large', obstacles: [caution] }] };
    const told = typeObstaclesOf(check(one, { ...one, server: 'i-2' }, { ...fine, server: 'i-3' }));
    expect(told.map(({ type, servers }) => [type, servers.map(({ server }) => server)])).toEqual([
      ['m5.large', ['i-1', 'i-2']],
    ]);
  });
});
