// The week as half hours that are painted: with the mouse, a finger or the keyboard.
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useText } from '../../text/language';
import { editorText } from './editor-text';
import { schedulesText } from './text';
import { type Day, type Grid, slotMinutes, slots, timeOf, week } from './week';

interface Cell {
  day: number;
  slot: number;
}

function painted(grid: Grid, from: Cell, to: Cell, isOn: boolean): Grid {
  const next = { ...grid };
  const [firstDay, lastDay] = [Math.min(from.day, to.day), Math.max(from.day, to.day)];
  const [first, last] = [Math.min(from.slot, to.slot), Math.max(from.slot, to.slot)];
  for (let day = firstDay; day <= lastDay; ++day) {
    const name = week[day]!;
    next[name] = next[name].map((was, slot) => (slot >= first && slot <= last ? isOn : was));
  }
  return next;
}

function cellOf(element: Element | null): Cell | null {
  const cell = element?.closest<HTMLElement>('[data-slot]');
  return cell ? { day: Number(cell.dataset.day), slot: Number(cell.dataset.slot) } : null;
}

interface Stroke {
  from: Cell;
  to: Cell;
  isOn: boolean;
}

export function WeekGrid({ grid, onChange }: { grid: Grid; onChange: (grid: Grid) => void }) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const [at, setAt] = useState<Cell>({ day: 0, slot: 16 });
  const [stroke, showStroke] = useState<Stroke>();
  // A finger may be lifted before what it did last is drawn.
  const held = useRef<Stroke>(undefined);
  const setStroke = (next: Stroke | undefined) => {
    held.current = next;
    showStroke(next);
  };
  const table = useRef<HTMLTableElement>(null);
  const shown = stroke ? painted(grid, stroke.from, stroke.to, stroke.isOn) : grid;

  const press = (event: PointerEvent) => {
    const cell = cellOf(event.target as Element);
    if (!cell || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setAt(cell);
    setStroke({ from: cell, to: cell, isOn: !grid[week[cell.day]!][cell.slot] });
  };
  const drag = (event: PointerEvent) => {
    if (!held.current) return;
    const cell = cellOf(document.elementFromPoint(event.clientX, event.clientY));
    if (cell) setStroke({ ...held.current, to: cell });
  };
  const lift = () => {
    const done = held.current;
    setStroke(undefined);
    if (done) onChange(painted(grid, done.from, done.to, done.isOn));
  };
  const type = (event: KeyboardEvent) => {
    const isOn = grid[week[at.day]!][at.slot]!;
    if (event.key === ' ') {
      event.preventDefault();
      return onChange(painted(grid, at, at, !isOn));
    }
    const step: Record<string, [number, number]> = {
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
    };
    const [days, by] = step[event.key] ?? [0, 0];
    if (!days && !by) return;
    event.preventDefault();
    const to = {
      day: Math.min(6, Math.max(0, at.day + days)),
      slot: Math.min(slots - 1, Math.max(0, at.slot + by)),
    };
    if (event.shiftKey) onChange(painted(grid, at, to, isOn));
    setAt(to);
    table.current?.querySelector<HTMLElement>(`[data-day="${to.day}"][data-slot="${to.slot}"]`)?.focus();
  };

  return (
    <div className="m-week-scroll">
      <table
        ref={table}
        role="grid"
        aria-label={e.grid}
        className="m-week"
        onPointerDown={press}
        onPointerMove={drag}
        onPointerUp={lift}
        onPointerCancel={() => setStroke(undefined)}
        onKeyDown={type}
      >
        <thead>
          <tr>
            <td />
            {Array.from({ length: 12 }, (_, index) => (
              <th key={index} colSpan={4} scope="col">
                {timeOf(index * 120)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map((day: Day, dayIndex) => (
            <tr key={day}>
              <th scope="row">{t.daysShort[day]}</th>
              {shown[day].map((isOn, slot) => (
                <td
                  key={slot}
                  role="gridcell"
                  aria-selected={isOn}
                  aria-label={e.cell(t.days[day], timeOf(slot * slotMinutes), timeOf((slot + 1) * slotMinutes), isOn)}
                  data-day={dayIndex}
                  data-slot={slot}
                  tabIndex={at.day === dayIndex && at.slot === slot ? 0 : -1}
                  className={isOn ? 'm-week-on' : undefined}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
