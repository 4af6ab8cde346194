import { describe, expect, it } from 'vitest';
import { factsOf, type ScheduleCheck } from './first-stop';

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
    for (const fact of ['permission', 'shutdown', 'protection', 'other'])
      expect(stateOf(check(fine), fact)).toEqual({ fine: 1, wrong: [], unknown: 0 });
  });

  it('name what is wrong, and do not know what was not looked at after it', () => {
    const locked = { ...fine, server: 'i-2', stop: [{ code: 'server.stop_protected', text: 'x' }] };
    expect(stateOf(check(fine, locked), 'protection')).toEqual({ fine: 1, wrong: ['i-2'], unknown: 0 });
    expect(stateOf(check(fine, locked), 'permission')).toEqual({ fine: 2, wrong: [], unknown: 0 });
    expect(stateOf(check(fine, locked), 'other')).toEqual({ fine: 1, wrong: [], unknown: 1 });
  });

  it('take a code of AWS for a missing permission, of a start too', () => {
    const denied = { ...fine, start: [{ code: 'UnauthorizedOperation', text: 'x' }] };
    expect(stateOf(check(denied), 'permission').wrong).toEqual(['i-1']);
    expect(stateOf(check(denied), 'protection').fine).toBe(1);
  });

  it('are unknown where AWS gave no answer, and of those that were not asked about', () => {
    const silent = { ...place, server: 'i-3', no_answer: { code: 'aws.no_answer', text: 'x' } };
    expect(stateOf(check(silent), 'permission')).toEqual({ fine: 0, wrong: [], unknown: 1 });
    expect(stateOf({ ...check(fine), total: 60 }, 'protection')).toEqual({ fine: 1, wrong: [], unknown: 59 });
  });
});
