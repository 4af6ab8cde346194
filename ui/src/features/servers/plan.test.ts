import { describe, expect, it } from 'vitest';
import { type Change, countLosses, plan, type PlanFacts } from './plan';
import type { Server, ServerDetail } from './queries';

const server = (more: Partial<Server> = {}): Server => ({
  id: 'i-1',
  account: 'ac_1',
  region: 'sa-east-1',
  name: 'loja-1',
  state: 'running',
  type: 't3.small',
  tags: {},
  observed_at: '2026-11-25T12:00:00Z',
  ...more,
});
const facts: PlanFacts = { pauses: [], customerOf: () => 'cu_1', despitePause: false };
const judge = (change: Change, more: Partial<Server>, other: Partial<PlanFacts> = {}) => {
  const [one] = plan(change, [server(more)], { ...facts, ...other });
  return one!.verdict ? `${one!.outcome}: ${one!.verdict}` : one!.outcome;
};

describe('the plan before a switch', () => {
  it('lets change what is in the other state', () => {
    expect(judge('stop', {})).toBe('will');
    expect(judge('start', { state: 'stopped' })).toBe('will');
    expect(judge('reboot', {})).toBe('will');
  });

  it('leaves alone what is so already', () => {
    expect(judge('start', {})).toBe('already: already_running');
    expect(judge('stop', { state: 'stopped' })).toBe('already: already_stopped');
  });

  it('tells what the panel will refuse', () => {
    expect(judge('stop', { state: 'terminated' })).toBe('refused: ending');
    expect(judge('stop', { operation: 'op_1' })).toBe('refused: busy');
    expect(judge('stop', { tags: { 'aws:autoscaling:groupName': 'fila' } })).toBe('refused: scaling_group');
    expect(judge('reboot', { state: 'stopped' })).toBe('refused: not_running');
    const mark = { never_switch_off: { reason: 'caixa', by: 'ana', since: '2026-11-25T12:00:00Z' } };
    expect(judge('stop', mark)).toBe('refused: locked');
    expect(judge('reboot', mark)).toBe('refused: locked');
    expect(judge('start', { ...mark, state: 'stopped' })).toBe('will');
  });

  it('obeys a pause of everything, of the customer and of the account, unless a reason is given', () => {
    const pause = { reason: 'mês', by: { name: 'ana' }, since: '2026-11-25T12:00:00Z' };
    for (const scope of [
      { scope: 'everything' as const },
      { scope: 'customer' as const, id: 'cu_1' },
      { scope: 'account' as const, id: 'ac_1' },
    ]) {
      const pauses = [{ ...pause, ...scope }];
      expect(judge('stop', {}, { pauses })).toBe('refused: paused');
      expect(judge('stop', {}, { pauses, despitePause: true })).toBe('will');
    }
    expect(judge('stop', {}, { pauses: [{ ...pause, scope: 'account', id: 'ac_2' }] })).toBe('will');
  });

  it('does not take an unknown state for any other', () => {
    expect(judge('start', { state: null })).toBe('will: state_unknown');
  });

  it('counts what first stops lose', () => {
    const detail = (...codes: string[]) =>
      ({ first_stop_losses: codes.map((code) => ({ code, text: '' })) }) as unknown as ServerDetail;
    expect(countLosses([detail('memory', 'public_address'), detail('memory'), undefined])).toEqual({
      memory: 2,
      public_address: 1,
    });
  });
});
