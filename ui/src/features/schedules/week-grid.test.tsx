import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { LanguageProvider } from '../../text/language';
import { WeekGrid } from './week-grid';
import { emptyCells } from './week';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function shown() {
  const changes: (readonly boolean[])[] = [];
  function Holder() {
    const [cells, setCells] = useState(emptyCells);
    const take = (next: boolean[]) => {
      changes.push(next);
      setCells(next);
    };
    return (
      <LanguageProvider value="en">
        <WeekGrid cells={cells} zone="America/Sao_Paulo" onChange={take} />
      </LanguageProvider>
    );
  }
  render(<Holder />);
  return changes;
}

const cellNamed = (name: string) => screen.getByRole('gridcell', { name });
const press = (key: string, shiftKey = false) => fireEvent.keyDown(document.activeElement!, { key, shiftKey });

it('switches the cell in focus by the space bar, and says so', () => {
  shown();
  cellNamed('Monday, 08:00 to 08:30: off').focus();
  press(' ');
  expect(cellNamed('Monday, 08:00 to 08:30: on')).toBe(document.activeElement);
  press(' ');
  cellNamed('Monday, 08:00 to 08:30: off');
});

it('selects by Shift and arrows, and switches all of it at once', () => {
  const changes = shown();
  cellNamed('Monday, 08:00 to 08:30: off').focus();
  press('ArrowRight', true);
  press('ArrowDown', true);
  expect(changes).toEqual([]);
  press(' ');
  for (const day of ['Monday', 'Tuesday']) {
    cellNamed(`${day}, 08:00 to 08:30: on`);
    cellNamed(`${day}, 08:30 to 09:00: on`);
  }
  expect(changes.at(-1)!.filter(Boolean).length).toBe(4);
});

it('has one stop for the tabulator, which follows the arrows', () => {
  shown();
  cellNamed('Monday, 08:00 to 08:30: off').focus();
  press('ArrowDown');
  expect(document.activeElement).toBe(cellNamed('Tuesday, 08:00 to 08:30: off'));
  expect(screen.getAllByRole('gridcell').filter((cell) => cell.tabIndex === 0)).toEqual([document.activeElement]);
});

it('paints what a pointer was dragged over, and nothing of a drag that was broken off', () => {
  const changes = shown();
  const from = cellNamed('Friday, 10:00 to 10:30: off');
  const to = cellNamed('Friday, 11:00 to 11:30: off');
  const under = vi.spyOn(document, 'elementFromPoint');
  const drag = (end: (element: Element) => void) => {
    under.mockReturnValue(from);
    fireEvent.pointerDown(from, { button: 0 });
    under.mockReturnValue(to);
    fireEvent.pointerMove(from);
    end(from);
  };
  drag(fireEvent.pointerCancel);
  expect(changes).toEqual([]);
  drag(fireEvent.pointerUp);
  expect(changes.at(-1)!.filter(Boolean).length).toBe(3);
  cellNamed('Friday, 10:30 to 11:00: on');
});

it('names the zone that its hours are of', () => {
  shown();
  screen.getByRole('grid', { name: 'Week (America/Sao_Paulo)' });
});
