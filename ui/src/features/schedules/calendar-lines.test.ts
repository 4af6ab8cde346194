import { expect, it } from 'vitest';
import { datesOfLines, linesOfDates } from './calendar-lines';

const dates = [
  { date: '2026-07-10', name: 'Festa da cidade' },
  { yearly: '06-13', name: 'Santo Antônio', until: '14:00' },
];

it('reads the dates that it writes, in both languages', () => {
  for (const word of ['até', 'until']) expect(datesOfLines(linesOfDates(dates, word))).toEqual({ dates });
});

it('leaves out empty lines and names the first that it cannot understand', () => {
  expect(datesOfLines('\n 2026-07-10  Festa da cidade \n\n')).toEqual({ dates: [dates[0]] });
  expect(datesOfLines('2026-07-10 Festa\n10/07 Festa')).toEqual({ wrong: '10/07 Festa' });
  expect(datesOfLines('2026-07-10')).toEqual({ wrong: '2026-07-10' });
  expect(datesOfLines('06-13 Santo Antônio até 25:00')).toEqual({ wrong: '06-13 Santo Antônio até 25:00' });
});
