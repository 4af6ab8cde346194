// A week of half hours, painted by dragging a pointer or by keys. One selection serves both: what lies between its two
// cells turns into the opposite of its first one.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useText } from '../../text/language';
import { timeOf, weekdays } from './rules';
import { schedulesText } from './text';
import { between, cellAfter, cellsOfDay, painted } from './week';

interface Selection {
  anchor: number;
  head: number;
}

/** The cell under a pointer; a touch stays captured by the one that it began on. */
function cellUnder(event: PointerEvent): number | undefined {
  const element = document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-cell]');
  const cell = element?.getAttribute('data-cell');
  return cell ? Number(cell) : undefined;
}

export function WeekGrid(props: { cells: readonly boolean[]; zone: string; onChange: (cells: boolean[]) => void }) {
  const { cells, zone, onChange } = props;
  const t = useText(schedulesText);
  const help = useId();
  const grid = useRef<HTMLDivElement>(null);
  const isDragging = useRef(false);
  const hasMoved = useRef(false);
  const [selection, setSelection] = useState<Selection>({ anchor: 16, head: 16 });
  const selected = new Set(selection.anchor === selection.head ? [] : between(selection.anchor, selection.head));

  // The focus follows the keys; at first it is left where it is.
  useEffect(() => {
    if (!hasMoved.current) return;
    grid.current?.querySelector<HTMLElement>(`[data-cell="${selection.head}"]`)?.focus();
  }, [selection]);

  const select = (anchor: number, head: number) => {
    hasMoved.current = true;
    setSelection({ anchor, head });
  };
  const paint = ({ anchor, head }: Selection) => onChange(painted(cells, between(anchor, head), !cells[anchor]));

  const onKeyDown = (event: KeyboardEvent) => {
    const next = cellAfter(event.key, selection.head);
    if (next !== undefined) select(event.shiftKey ? selection.anchor : next, next);
    else if (event.key === ' ') paint(selection);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent) => {
    const cell = cellUnder(event);
    if (cell === undefined || event.button !== 0) return;
    isDragging.current = true;
    select(cell, cell);
  };
  const onPointerMove = (event: PointerEvent) => {
    const cell = isDragging.current ? cellUnder(event) : undefined;
    if (cell !== undefined && cell !== selection.head) select(selection.anchor, cell);
  };
  const endDrag = (isTaken: boolean) => {
    if (!isDragging.current) return;
    isDragging.current = false;
    if (isTaken) paint(selection);
    select(selection.head, selection.head);
  };

  return (
    <div>
      <p id={help} className="m-muted">
        {t.weekHelp}
      </p>
      <div
        ref={grid}
        className="m-week"
        role="grid"
        aria-label={`${t.week} (${zone})`}
        aria-describedby={help}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => endDrag(true)}
        onPointerCancel={() => endDrag(false)}
      >
        <div role="row" className="m-week-row" aria-hidden="true">
          <span />
          {Array.from({ length: 12 }, (_, at) => (
            <span key={at} className="m-week-hour m-muted">
              {timeOf(at * 120)}
            </span>
          ))}
        </div>
        {weekdays.map((day, row) => (
          <div key={day} role="row" className="m-week-row">
            <span role="rowheader" aria-label={t.days[row]}>
              {t.shortDays[row]}
            </span>
            {Array.from({ length: cellsOfDay }, (_, column) => {
              const cell = row * cellsOfDay + column;
              const times = `${timeOf(column * 30)} ${t.until} ${timeOf(column * 30 + 30)}`;
              return (
                <span
                  key={cell}
                  role="gridcell"
                  data-cell={cell}
                  tabIndex={cell === selection.head ? 0 : -1}
                  aria-selected={selected.has(cell)}
                  aria-label={`${t.days[row]}, ${times}: ${cells[cell] ? t.on : t.off}`}
                  className={`m-week-cell${cells[cell] ? ' m-week-on' : ''}${selected.has(cell) ? ' m-week-selected' : ''}`}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
