// Days that count differently: calendars with what each of their dates does, and dates of the schedule's own.
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useText } from '../../text/language';
import { type DayWindow, dayWindowsOf, textOfDayWindows } from './day-windows';
import { useCalendars } from './queries';
import { editorText } from './editor-text';
import { schedulesText } from './text';

const effects = ['skip_starts', 'as_sunday', 'other_windows'] as const;
type Effect = (typeof effects)[number];

export interface CalendarUse {
  calendar: string;
  effect: Effect;
  /** The line of `other_windows`. */
  windows: string;
  /** As it was saved, where a line cannot say it. */
  kept?: Record<string, unknown>;
}

export interface ExceptionLine {
  date: string;
  reason: string;
  windows: string;
  kept?: Record<string, unknown>;
}

interface Saved {
  calendar?: unknown;
  effect?: unknown;
  date?: unknown;
  reason?: unknown;
  windows?: unknown;
}

export function calendarUseOf(saved: Record<string, unknown>): CalendarUse {
  const { calendar, effect, windows } = saved as Saved;
  const line = textOfDayWindows((windows as DayWindow[] | undefined) ?? []);
  return {
    calendar: String(calendar),
    effect: (effect as Effect | undefined) ?? 'skip_starts',
    windows: line ?? '',
    ...(line === undefined ? { kept: saved } : {}),
  };
}

/** Undefined where a line is not written to the end. */
export function savedUse(use: CalendarUse): Record<string, unknown> | undefined {
  if (use.kept) return use.kept;
  if (use.effect !== 'other_windows') return { calendar: use.calendar, effect: use.effect };
  const windows = dayWindowsOf(use.windows);
  return windows && { calendar: use.calendar, effect: use.effect, windows };
}

export function exceptionLineOf(saved: Record<string, unknown>): ExceptionLine {
  const { date, reason, windows } = saved as Saved;
  const line = textOfDayWindows((windows as DayWindow[] | undefined) ?? []);
  return {
    date: String(date),
    reason: String(reason),
    windows: line ?? '',
    ...(line === undefined ? { kept: saved } : {}),
  };
}

export function savedException(line: ExceptionLine): Record<string, unknown> | undefined {
  if (line.kept) return line.kept;
  const windows = dayWindowsOf(line.windows);
  if (!windows || line.date === '' || line.reason.trim() === '') return undefined;
  return { date: line.date, reason: line.reason.trim(), windows };
}

export function CalendarsField(props: {
  uses: CalendarUse[];
  onChange: (uses: CalendarUse[]) => void;
  error: string | undefined;
}) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const calendars = useCalendars();
  const replace = (use: CalendarUse) =>
    props.onChange(props.uses.map((one) => (one.calendar === use.calendar ? use : one)));
  return (
    <FormField label={t.calendars} errorText={props.error}>
      <SpaceBetween size="xs">
        {(calendars.data ?? []).map(({ id, name }) => {
          const use = props.uses.find((one) => one.calendar === id);
          const shown = t.calendarNames[id] ?? name;
          const optionOf = (effect: Effect) => ({ value: effect, label: e.effects[effect] });
          return (
            <div key={id}>
              <Checkbox
                checked={use !== undefined}
                onChange={({ detail }) =>
                  props.onChange(
                    detail.checked
                      ? [...props.uses, { calendar: id, effect: 'skip_starts', windows: '' }]
                      : props.uses.filter((one) => one !== use),
                  )
                }
              >
                {shown}
              </Checkbox>
              {use && !use.kept && (
                <div className={use.effect === 'other_windows' ? 'm-two m-inset' : 'm-inset'}>
                  <Select
                    ariaLabel={`${e.effect}: ${shown}`}
                    selectedOption={optionOf(use.effect)}
                    options={effects.map(optionOf)}
                    onChange={({ detail }) => replace({ ...use, effect: detail.selectedOption.value as Effect })}
                  />
                  {use.effect === 'other_windows' && (
                    <Input
                      ariaLabel={`${e.windowsLine}: ${shown}`}
                      placeholder="08:00–12:00"
                      invalid={dayWindowsOf(use.windows) === undefined}
                      value={use.windows}
                      onChange={({ detail }) => replace({ ...use, windows: detail.value })}
                    />
                  )}
                </div>
              )}
            </div>
          );
        })}
      </SpaceBetween>
    </FormField>
  );
}

export function ExceptionsField(props: {
  lines: ExceptionLine[];
  onChange: (lines: ExceptionLine[]) => void;
  error: string | undefined;
}) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const { lines } = props;
  const replace = (index: number, by: ExceptionLine[]) =>
    props.onChange([...lines.slice(0, index), ...by, ...lines.slice(index + 1)]);
  return (
    <FormField stretch label={e.exceptions} description={e.exceptionsText} errorText={props.error}>
      <SpaceBetween size="s">
        {lines.map((line, index) => (
          <div key={index} className="m-exception">
            <input
              type="date"
              className="m-input"
              aria-label={t.date}
              disabled={line.kept !== undefined}
              value={line.date}
              onChange={(event) => replace(index, [{ ...line, date: event.target.value }])}
            />
            <Input
              ariaLabel={t.reason}
              placeholder={t.reason}
              disabled={line.kept !== undefined}
              value={line.reason}
              onChange={({ detail }) => replace(index, [{ ...line, reason: detail.value }])}
            />
            <Input
              ariaLabel={e.windowsLine}
              placeholder={e.windowsNone}
              disabled={line.kept !== undefined}
              invalid={dayWindowsOf(line.windows) === undefined}
              value={line.windows}
              onChange={({ detail }) => replace(index, [{ ...line, windows: detail.value }])}
            />
            <Button
              iconName="remove"
              variant="icon"
              ariaLabel={`${e.removeException} ${line.date}`}
              onClick={() => replace(index, [])}
            />
          </div>
        ))}
        <Button iconName="add-plus" onClick={() => props.onChange([...lines, { date: '', reason: '', windows: '' }])}>
          {e.addException}
        </Button>
      </SpaceBetween>
    </FormField>
  );
}
