// Days of a person's zone as instants: where "20 November" begins depends on who asks.

/** By zone: to make one takes a thousand times as long as to use it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const made = clocks.get(zone);
  if (made) return made;
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}

/** How far the zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = clockOf(zone).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(instant / 1000) * 1000;
}

/**
 * When clocks there show a wall time, given as if it were UTC. One that they show twice is meant the first time; one that
 * they skip is as long after the jump as it would have been after the old time.
 */
function whenShown(wall: number, zone: string): number {
  const day = 86_400_000;
  const before = wall - offsetAt(wall - day, zone);
  const after = wall - offsetAt(wall + day, zone);
  const shown = [before, after].filter((one) => one + offsetAt(one, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : Math.max(before, after);
}

/** The first instant of "2026-11-20" there; `plusDays` later days begin at theirs. Undefined: no such day. */
export function startOfDay(day: string, zone: string, plusDays = 0): string | undefined {
  const wall = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(wall)) return undefined;
  return new Date(whenShown(wall + plusDays * 86_400_000, zone)).toISOString();
}

/** The instant of "2026-11-20T08:00", as a field for dates and times writes it, by the clocks there. */
export function instantOf(local: string, zone: string): string | undefined {
  const wall = Date.parse(`${local}Z`);
  return Number.isNaN(wall) ? undefined : new Date(whenShown(wall, zone)).toISOString();
}

/** "2026-11-20T08:00": what clocks there show. */
export function localOf(iso: string, zone: string): string | undefined {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/** "2026-11-20": the day there at an instant. */
export function dayOf(iso: string, zone: string): string | undefined {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);
}
