// The week on a phone: each day with its windows, changed by the phone's own way to pick a time.
import Button from '@cloudscape-design/components/button';
import { useText } from '../../text/language';
import { addedOn, changedOn, isOfNextDay, merged, windowsOn } from './day-list-rules';
import { editorText } from './editor-text';
import { schedulesText } from './text';
import { week, type WeekWindow } from './week';

interface Props {
  windows: readonly WeekWindow[];
  onChange: (windows: WeekWindow[]) => void;
}

/** Such fields know no 24:00. */
const shown = (time: string) => (time === '24:00' ? '00:00' : time);
const endOf = (text: string) => (text === '00:00' ? '24:00' : text);

export function DayList({ windows, onChange }: Props) {
  const t = useText(schedulesText);
  const { perDay: e, windowsNone } = useText(editorText);
  return (
    // Not while somebody types: a window that becomes another's would move under the finger.
    <ul className="m-days" aria-label={t.week} onBlur={() => onChange(merged(windows))}>
      {week.map((day) => {
        const own = windowsOn(windows, day);
        return (
          <li key={day} aria-label={t.days[day]} className="m-day-row">
            <b>{t.days[day]}</b>
            <Button
              iconName="add-plus"
              variant="icon"
              ariaLabel={e.add(t.days[day])}
              onClick={() => onChange(addedOn(windows, day))}
            />
            <div>
              {own.length === 0 && <span className="m-muted">{windowsNone}</span>}
              {own.map(({ index, begin, end }, place) => (
                <div key={place} className="m-day-window">
                  <input
                    type="time"
                    className="m-input"
                    aria-label={e.begin(t.days[day], place + 1)}
                    value={begin}
                    onChange={(event) => onChange(changedOn(windows, day, index, { begin: event.target.value, end }))}
                  />
                  <input
                    type="time"
                    className="m-input"
                    aria-label={e.end(t.days[day], place + 1)}
                    value={shown(end)}
                    onChange={(event) =>
                      onChange(changedOn(windows, day, index, { begin, end: endOf(event.target.value) }))
                    }
                  />
                  <Button
                    iconName="remove"
                    variant="icon"
                    ariaLabel={e.remove(t.days[day], place + 1)}
                    onClick={() => onChange(changedOn(windows, day, index, null))}
                  />
                  {isOfNextDay({ begin, end }) && <span className="m-muted">{e.nextDay}</span>}
                </div>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
