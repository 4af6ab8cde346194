import { expect, it } from 'vitest';
import type { Reason, Simulation } from './queries';
import { bandsOfTarget } from './target-bands';

const now = '2026-03-02T15:00:00Z';
const of = (because: Reason['because'], more: Partial<Reason> = {}): Reason => ({ because, text: '', ...more });
const fire = (instant: string, action: 'start' | 'stop' | 'none', reason: Reason) => ({
  instant,
  local: instant,
  zone: 'UTC',
  action,
  reason,
});
const own = of('schedule', { schedule: 'sc1' });
const band = (begin: string, end: string) => ({ begin, end, begin_local: begin, end_local: end });

function bandsOf(target: Partial<Simulation['servers'][number]>) {
  const simulation: Simulation = {
    from: '2026-03-02T00:00:00Z',
    to: '2026-03-04T00:00:00Z',
    zone: 'UTC',
    total: 1,
    servers: [{ account: 'ac1', region: 'sa-east-1', server: 'i-1', by: 'hand', ...target }],
    bands: [band('2026-03-02T08:00:00Z', '2026-03-02T19:00:00Z'), band('2026-03-03T08:00:00Z', '2026-03-03T19:00:00Z')],
    marks: [],
    conflicts: [],
  };
  return bandsOfTarget(simulation.servers[0]!, simulation, now).map(({ begin, end, state, held }) => [
    begin.slice(8, 16),
    end.slice(8, 16),
    state,
    ...(held ? [held === 'present' ? held : held.because] : []),
  ]);
}

it('follows the schedule from the present state on', () => {
  const fires = [
    fire('2026-03-02T08:00:00Z', 'start', own),
    fire('2026-03-02T19:00:00Z', 'stop', own),
    fire('2026-03-03T08:00:00Z', 'start', own),
    fire('2026-03-03T19:00:00Z', 'stop', own),
  ];
  expect(bandsOf({ state: 'running', fires })).toEqual([
    ['02T15:00', '02T19:00', 'running'],
    ['02T19:00', '03T08:00', 'stopped'],
    ['03T08:00', '03T19:00', 'running'],
    ['03T19:00', '04T00:00', 'stopped'],
  ]);
  // Somebody has it off: at transitions only, it stays so until the next.
  expect(bandsOf({ state: 'stopped', fires })[0]).toEqual(['02T15:00', '02T19:00', 'stopped', 'present']);
});

it('tells an override until it ends', () => {
  const kept = of('override', { name: 'carga' });
  const fires = [
    fire('2026-03-02T19:00:00Z', 'start', kept),
    fire('2026-03-02T23:00:00Z', 'stop', own),
    fire('2026-03-03T08:00:00Z', 'start', own),
    fire('2026-03-03T19:00:00Z', 'stop', own),
  ];
  expect(bandsOf({ state: 'running', at: fire(now, 'start', kept), fires }).slice(0, 3)).toEqual([
    ['02T15:00', '02T19:00', 'running'],
    ['02T19:00', '02T23:00', 'running', 'override'],
    ['02T23:00', '03T08:00', 'stopped'],
  ]);
});

it('tells freezes, marks and other schedules, which do nothing and leave it as it is', () => {
  for (const because of ['freeze', 'never_switch_off', 'other_window'] as const) {
    const fires = [fire('2026-03-02T19:00:00Z', 'none', of(because)), fire('2026-03-03T08:00:00Z', 'start', own)];
    expect(bandsOf({ state: 'running', fires }).slice(0, 3)).toEqual([
      ['02T15:00', '02T19:00', 'running'],
      ['02T19:00', '03T08:00', 'running', because],
      ['03T08:00', '03T19:00', 'running'],
    ]);
  }
});

it('draws nothing where the state is not known before the next decision', () => {
  const fires = [fire('2026-03-02T19:00:00Z', 'stop', own)];
  expect(bandsOf({ fires })[0]).toEqual(['02T15:00', '02T19:00', 'unknown']);
});
