// The windows of one day as a line of text: "08:00–12:00, 14:00–18:00". Empty: none, the servers stay off. Pure.
import { isTime } from './week';

export interface DayWindow {
  begin?: string;
  end?: string;
  type?: string;
}

/** Undefined where it is not written to the end. */
export function dayWindowsOf(text: string): DayWindow[] | undefined {
  const windows: DayWindow[] = [];
  for (const part of text.split(/[,;]/).map((one) => one.trim())) {
    if (part === '') continue;
    const times = /^(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/.exec(part);
    const [, begin = '', end = ''] = times ?? [];
    if (!isTime(begin) || !isTime(end) || begin === '24:00') return undefined;
    windows.push({ begin, end });
  }
  return windows;
}

/** Undefined where a window says more than its two ends. */
export function textOfDayWindows(windows: readonly DayWindow[]): string | undefined {
  if (windows.some(({ begin, end, type }) => !begin || !end || type)) return undefined;
  return windows.map(({ begin, end }) => `${begin}–${end}`).join(', ');
}
