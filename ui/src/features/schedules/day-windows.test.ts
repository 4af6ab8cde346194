import { expect, it } from 'vitest';
import { dayWindowsOf, textOfDayWindows } from './day-windows';

it('reads the windows that it writes, and a hyphen for a dash', () => {
  const windows = [
    { begin: '08:00', end: '12:00' },
    { begin: '22:00', end: '24:00' },
  ];
  expect(textOfDayWindows(windows)).toBe('08:00–12:00, 22:00–24:00');
  expect(dayWindowsOf('08:00–12:00, 22:00–24:00')).toEqual(windows);
  expect(dayWindowsOf(' 08:00 - 12:00; 22:00-24:00')).toEqual(windows);
});

it('takes an empty line for a day without windows', () => {
  expect(dayWindowsOf('  ')).toEqual([]);
  expect(textOfDayWindows([])).toBe('');
});

it('does not guess at what is not written to the end', () => {
  for (const text of ['08:00', '08:00–', '8–12', '08:00–25:00', '24:00–08:00', '08:00–12:00 14:00–18:00'])
    expect(dayWindowsOf(text)).toBeUndefined();
});

it('leaves alone windows that say more than two ends', () => {
  expect(textOfDayWindows([{ begin: '08:00' }])).toBeUndefined();
  expect(textOfDayWindows([{ begin: '08:00', end: '12:00', type: 'm5.large' }])).toBeUndefined();
});
