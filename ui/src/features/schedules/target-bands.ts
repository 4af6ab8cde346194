// How one server would be from now on, by what the rules decide for it (a simulation's fires): with overrides, freezes, marks
// and other schedules, and not by its schedule alone. Pure.
import { localOf } from '../../format/days';
import type { Reason, Simulation } from './queries';

type Target = Simulation['servers'][number];

interface Stretch {
  begin: string;
  end: string;
  state: 'running' | 'stopped' | 'unknown';
  /** What has it so where the schedule alone would have it otherwise; 'present': it just is so. */
  held?: Reason | 'present';
}
export interface TargetBand extends Stretch {
  begin_local: string;
  end_local: string;
}

/** Of servers and of databases; what is on its way counts as arrived. */
const seenStates: Record<string, Stretch['state']> = {
  running: 'running',
  pending: 'running',
  available: 'running',
  starting: 'running',
  stopped: 'stopped',
  stopping: 'stopped',
};
const wished: Record<string, Stretch['state'] | undefined> = { start: 'running', stop: 'stopped' };

const time = (iso: string) => Date.parse(iso);

/** In time, without gaps, from `now` to the simulation's end. `simulation` was asked for `at: now`. */
export function bandsOfTarget(target: Target, simulation: Simulation, now: string): TargetBand[] {
  const { zone } = simulation;
  return stretchesOf(target, simulation, now).map((one) => ({
    ...one,
    begin_local: localOf(one.begin, zone)!,
    end_local: localOf(one.end, zone)!,
  }));
}

/** Whether anything ever has it otherwise than the schedule alone would. */
export function isHeldOtherwise(target: Target, simulation: Simulation, now: string): boolean {
  return stretchesOf(target, simulation, now).some((one) => one.held && one.held !== 'present');
}

function stretchesOf(target: Target, { bands, to }: Simulation, now: string): Stretch[] {
  const fires = (target.fires ?? []).filter((one) => time(one.instant) > time(now) && time(one.instant) < time(to));
  const edges = bands
    .flatMap((one) => [one.begin, one.end])
    .filter((at) => time(at) > time(now) && time(at) < time(to));
  const instants = [now, ...fires.map((one) => one.instant), ...edges].sort((a, b) => time(a) - time(b));
  const byTime = new Map(fires.map((one) => [time(one.instant), one]));
  let state: Stretch['state'] = seenStates[target.state ?? ''] ?? 'unknown';
  let reason: Reason | undefined;
  const found: Stretch[] = [];
  for (const [index, begin] of instants.entries()) {
    const end = instants[index + 1] ?? to;
    const decided = index === 0 ? target.at : byTime.get(time(begin));
    if (decided && decided.reason.because !== 'nothing') {
      state = wished[decided.action] ?? state;
      reason = decided.reason;
    }
    if (time(end) <= time(begin)) continue;
    const alone = bands.some((one) => time(one.begin) <= time(begin) && time(begin) < time(one.end));
    const differs = state !== 'unknown' && state !== (alone ? 'running' : 'stopped');
    const next: Stretch = {
      begin,
      end,
      state,
      ...(differs ? { held: reason ?? 'present' } : {}),
    };
    const last = found.at(-1);
    if (last?.state === next.state && JSON.stringify(last.held) === JSON.stringify(next.held)) last.end = next.end;
    else found.push(next);
  }
  return found;
}
