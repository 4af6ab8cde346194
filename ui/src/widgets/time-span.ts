// "The last 24 hours" or "from one day to another" as it stands in the address: `last=24h`, or `since=` and `until=` with
// instants, so that a colleague in another zone sees the same records. A span of the last hours moves with the clock.
export interface Span {
  last?: { amount: number; unit: SpanUnit };
  since?: string;
  until?: string;
}

export type SpanUnit = 'minute' | 'hour' | 'day' | 'week';

const letters: Record<SpanUnit, string> = { minute: 'min', hour: 'h', day: 'd', week: 'w' };
const lengths: Record<SpanUnit, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};
export const spanUnits = Object.keys(letters) as SpanUnit[];
const names = ['last', 'since', 'until'] as const;

/** What is no span or no instant is none. */
export function spanOf(params: URLSearchParams): Span {
  const found = /^([1-9]\d{0,3})(min|h|d|w)$/.exec(params.get('last') ?? '');
  const unit = spanUnits.find((one) => letters[one] === found?.[2]);
  if (found && unit) return { last: { amount: Number(found[1]), unit } };
  const instant = (name: 'since' | 'until') => {
    const at = Date.parse(params.get(name) ?? '');
    return Number.isNaN(at) ? {} : { [name]: new Date(at).toISOString() };
  };
  return { ...instant('since'), ...instant('until') };
}

export function withSpan(params: URLSearchParams, span: Span): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of names) next.delete(name);
  if (span.last) next.set('last', `${span.last.amount}${letters[span.last.unit]}`);
  if (span.since) next.set('since', span.since);
  if (span.until) next.set('until', span.until);
  return next;
}

export function hasSpan(span: Span): boolean {
  return Boolean(span.last ?? span.since ?? span.until);
}

/** Where it begins and ends for one who looks at `now`. */
export function instantsOf(span: Span, now: number): { since?: string; until?: string } {
  if (span.last) return { since: new Date(now - span.last.amount * lengths[span.last.unit]).toISOString() };
  return { ...(span.since ? { since: span.since } : {}), ...(span.until ? { until: span.until } : {}) };
}
