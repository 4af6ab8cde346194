// The choice of a span of time; days are those of the person's zone.
import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import { dayOf, startOfDay } from '../format/days';
import { useFormats } from '../format/use-formats';
import { zoneName } from '../format/format';
import { shellText } from '../app/text';
import { useText } from '../text/language';
import { useAddress } from './address';
import { type Span, spanOf, type SpanUnit, spanUnits, withSpan } from './time-span';

type Value = DateRangePickerProps.Value | null;

const offered: [number, SpanUnit][] = [
  [1, 'hour'],
  [24, 'hour'],
  [7, 'day'],
  [30, 'day'],
];

function valueOf(span: Span, zone: string): Value {
  if (span.last) return { type: 'relative', ...span.last };
  if (!span.since && !span.until) return null;
  const first = span.since && dayOf(span.since, zone);
  // `until` is the first instant after the span.
  const last = span.until && dayOf(new Date(Date.parse(span.until) - 1).toISOString(), zone);
  return { type: 'absolute', startDate: first ?? last ?? '', endDate: last ?? first ?? '' };
}

function spanFrom(value: Value, zone: string): Span {
  if (value?.type === 'relative') return { last: { amount: value.amount, unit: value.unit as SpanUnit } };
  if (!value) return {};
  const since = startOfDay(value.startDate.slice(0, 10), zone);
  const until = startOfDay(value.endDate.slice(0, 10), zone, 1);
  return { ...(since ? { since } : {}), ...(until ? { until } : {}) };
}

export function SpanPicker() {
  const t = useText(shellText).span;
  const { zone, language } = useFormats();
  const [params, setParams] = useAddress();
  const isValidRange: DateRangePickerProps.ValidationFunction = (range) => {
    if (range?.type === 'absolute' && (!range.startDate || !range.endDate))
      return { valid: false, errorMessage: t.bothDays };
    if (range?.type === 'absolute' && range.startDate > range.endDate)
      return { valid: false, errorMessage: t.wrongOrder };
    if (range?.type === 'relative' && !(range.amount >= 1 && range.amount <= 9_999 && Number.isInteger(range.amount)))
      return { valid: false, errorMessage: t.wrongAmount };
    return { valid: true };
  };
  return (
    <DateRangePicker
      value={valueOf(spanOf(params), zone)}
      onChange={({ detail }) => setParams((present) => withSpan(present, spanFrom(detail.value, zone)))}
      relativeOptions={offered.map(([amount, unit]) => ({ key: `${amount}${unit}`, type: 'relative', amount, unit }))}
      customRelativeRangeUnits={spanUnits}
      isValidRange={isValidRange}
      dateOnly
      hideTimeOffset
      expandToViewport
      absoluteFormat="long-localized"
      locale={language}
      placeholder={t.always}
      i18nStrings={{ ariaLabel: t.label, dateConstraintText: t.zone(zoneName(zone, language)) }}
    />
  );
}
