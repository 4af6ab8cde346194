// Days of a person's zone as instants: where "20 November" begins depends on who asks.

/** How far the zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(instant / 1000) * 1000;
}

/** The first instant of "2026-11-20" there; `plusDays` later days begin at theirs. Undefined: no such day. */
export function startOfDay(day: string, zone: string, plusDays = 0): string | undefined {
  const wall = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(wall)) return undefined;
  const moved = wall + plusDays * 86_400_000;
  // The offset at the guess may be that of the other side of a change; the second one is not. Where clocks jump over
  // midnight the day begins at the jump.
  const guess = moved - offsetAt(moved, zone);
  const second = moved - offsetAt(guess, zone);
  return new Date(offsetAt(second, zone) === offsetAt(guess, zone) ? second : Math.max(guess, second)).toISOString();
}

/** "2026-11-20": the day there at an instant. */
export function dayOf(iso: string, zone: string): string | undefined {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);
}
