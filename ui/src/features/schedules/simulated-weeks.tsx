// Six weeks as a calendar: what servers do each day as a bar, and what is special about it in words.
import { useLanguage, useText } from '../../text/language';
import { barSign, Legend } from '../../widgets/legend';
import { type DayMark, daysOf, nextDate, type SimulatedDay } from './bands';
import { simulatorText } from './simulator-text';
import type { TargetBand } from './target-bands';
import { schedulesText } from './text';
import { timeOf, week } from './week';

export const weeks = 6;

/** The schedule's own hours, in which it wants servers on, or all that is foreseen of one server. */
export type ShownBand = Pick<TargetBand, 'begin_local' | 'end_local' | 'state' | 'held'>;

export function heldKind(held: NonNullable<TargetBand['held']>) {
  return held === 'present' ? held : held.because;
}

function DayCell({ day, isWhole }: { day: SimulatedDay<ShownBand>; isWhole: boolean }) {
  const t = useText(schedulesText);
  const s = useText(simulatorText);
  const kinds = { holiday: s.holiday, exception: s.exception, dst: s.dst, conflict: s.conflict };
  const labelOf = (mark: DayMark) => (mark.kind === 'dst' || mark.kind === 'conflict' ? kinds[mark.kind] : mark.name);
  const held = [...new Set(day.spans.flatMap(({ of }) => (of.held ? [s.held[heldKind(of.held)]] : [])))];
  const words = (of: ShownBand) =>
    of.held ? `${s.states[of.state]} (${s.held[heldKind(of.held)]})` : s.states[of.state];
  const spoken = isWhole
    ? day.spans.map((span) => `${timeOf(span.from)}–${timeOf(span.to)}`).join(', ') || t.off
    : day.spans.map((span) => `${timeOf(span.from)}–${timeOf(span.to)} ${words(span.of)}`).join(', ') || s.past;
  const [first] = day.marks;
  return (
    <td
      className={first ? `m-day m-day-${first.kind}` : 'm-day'}
      title={day.marks.map((mark) => `${kinds[mark.kind]}: ${mark.name}`).join('\n') || undefined}
    >
      <span className="m-day-number">{day.date.slice(8)}</span>
      <svg className="m-day-bar" viewBox="0 0 1440 10" preserveAspectRatio="none" aria-hidden="true">
        {isWhole && <rect className="m-bar-off" width="1440" height="10" />}
        {day.spans.map(({ from, to, of }) => (
          <g key={from}>
            {of.state !== 'unknown' && (
              <rect
                className={of.state === 'running' ? 'm-bar-on' : 'm-bar-off'}
                x={from}
                width={to - from}
                height="10"
              />
            )}
            {of.held && <rect className="m-bar-held" x={from} y="5" width={to - from} height="5" />}
          </g>
        ))}
      </svg>
      <span className="m-heard">{spoken}</span>
      {[...day.marks.map(labelOf), ...held].map((label, index) => (
        <span key={index} className="m-day-mark">
          {label}
        </span>
      ))}
    </td>
  );
}

function WeeksLegend() {
  const t = useText(schedulesText);
  const s = useText(simulatorText);
  return (
    <Legend signs={[barSign('m-bar-on', t.on), barSign('m-bar-off', t.off), barSign('m-bar-held', s.legendHeld)]} />
  );
}

interface Props {
  bands: readonly ShownBand[];
  /** The schedule's own; of one server there are bands from now on alone. */
  isWhole: boolean;
  marks: readonly DayMark[];
  /** A Monday. */
  first: string;
  caption: string;
}

export function Weeks({ bands, isWhole, marks, first, caption }: Props) {
  const t = useText(schedulesText);
  const language = useLanguage();
  const days = daysOf(bands, marks, first, weeks * 7);
  const month = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  return (
    <div>
      <div className="m-week-scroll">
        <table className="m-weeks">
          <caption className="m-heard">{caption}</caption>
          <thead>
            <tr>
              <td />
              {week.map((day) => (
                <th key={day} scope="col">
                  {t.daysShort[day]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: weeks }, (_, index) => (
              <tr key={index}>
                <th scope="row" className="m-muted">
                  {month.format(new Date(`${nextDate(first, index * 7)}T00:00:00Z`))}
                </th>
                {days.slice(index * 7, index * 7 + 7).map((day) => (
                  <DayCell key={day.date} day={day} isWhole={isWhole} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!isWhole && <WeeksLegend />}
    </div>
  );
}
