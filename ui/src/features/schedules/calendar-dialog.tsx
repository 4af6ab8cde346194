// A calendar of the company's own is made or changed; the built-in ones cannot be.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, type Schemas } from '../../api/client';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { datesOfLines, linesOfDates } from './calendar-lines';
import { calendarsText } from './calendars-text';
import { useSeenCalendar } from './queries';
import { schedulesText } from './text';

type Calendar = Schemas['Calendar'];

export function CalendarDialog(props: {
  saved: Calendar | undefined;
  onDone: (id: string) => void;
  onClose: () => void;
}) {
  const t = useText(schedulesText);
  const c = useText(calendarsText);
  const queries = useQueryClient();
  const { saved } = props;
  const [name, setName] = useState(saved?.name ?? '');
  const [lines, setLines] = useState(() => linesOfDates(saved?.dates ?? [], c.untilHour('').trim()));
  const read = datesOfLines(lines);
  const asSeen = useSeenCalendar(saved);
  const save = useAsk(
    (body: Schemas['CalendarDraft']) =>
      asSeen((header) =>
        must(
          saved
            ? api.PUT('/api/v1/calendars/{calendar}', { params: { path: { calendar: saved.id }, header }, body })
            : api.POST('/api/v1/calendars', { body }),
        ),
      ),
    (calendar) => {
      void queries.invalidateQueries({ queryKey: ['calendars'] });
      props.onDone(calendar.id);
    },
  );
  const wrong = 'wrong' in read ? c.calendarLineWrong(read.wrong) : undefined;
  return (
    <Confirm
      title={saved ? c.calendarEdit : c.calendarAdd}
      action={t.save}
      isBusy={save.isBusy}
      isDisabled={name.trim() === '' || 'wrong' in read || read.dates.length === 0}
      error={save.errorBeside('name', 'dates')}
      onConfirm={() => 'dates' in read && save.ask({ name: name.trim(), dates: read.dates })}
      onDismiss={props.onClose}
    >
      <FormField label={t.name} errorText={save.errorOf('name')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label={c.calendarDates}
        description={c.calendarDatesHelp}
        errorText={save.errorOf('dates') ?? wrong}
        stretch
      >
        <Textarea rows={8} value={lines} onChange={({ detail }) => setLines(detail.value)} />
      </FormField>
    </Confirm>
  );
}
