// Days of the week, each a button that is pressed or not.
import SpaceBetween from '@cloudscape-design/components/space-between';
import ToggleButton from '@cloudscape-design/components/toggle-button';
import { useText } from '../../text/language';
import { schedulesText } from './text';
import { type Day, week } from './week';

export function DayButtons({ chosen, onChange }: { chosen: readonly Day[]; onChange: (days: Day[]) => void }) {
  const t = useText(schedulesText);
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {week.map((day) => (
        <ToggleButton
          key={day}
          pressed={chosen.includes(day)}
          ariaLabel={t.days[day]}
          onChange={({ detail }) =>
            onChange(week.filter((one) => (one === day ? detail.pressed : chosen.includes(one))))
          }
        >
          {t.daysShort[day]}
        </ToggleButton>
      ))}
    </SpaceBetween>
  );
}
