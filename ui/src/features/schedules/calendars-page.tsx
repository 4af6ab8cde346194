// Holidays that schedules may know, by year, spans in which no schedule acts, and maintenance windows.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { timeNow } from '../../app/clock';
import { api, must } from '../../api/client';
import { useMay } from '../../app/session';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { CalendarDialog } from './calendar-dialog';
import { MaintenanceWindows } from './maintenance';
import { useCalendars } from './queries';
import { SpanFields, SpanList, useSpan } from './spans';
import { calendarsText } from './calendars-text';
import { schedulesText } from './text';

function Dates() {
  const t = useText(schedulesText);
  const c = useText(calendarsText);
  const formats = useFormats();
  const calendars = useCalendars();
  const [chosen, setChosen] = useState('br-national');
  const [year, setYear] = useState(String(new Date(timeNow()).getFullYear()));
  const isYear = /^(19[7-9]\d|20\d\d|21\d\d)$/.test(year);
  const dates = useQuery({
    queryKey: ['calendars', 'dates', chosen, year],
    queryFn: async () =>
      (
        await must(
          api.GET('/api/v1/calendars/{calendar}/dates', {
            params: { path: { calendar: chosen }, query: { year: Number(year) } },
          }),
        )
      ).dates,
    enabled: isYear,
  });
  const options = (calendars.data ?? []).map((one) => ({ value: one.id, label: t.calendarNames[one.id] ?? one.name }));
  const may = useMay('policy.write');
  const queries = useQueryClient();
  const [question, setQuestion] = useState<'add' | 'edit' | 'remove'>();
  const own = calendars.data?.find((one) => one.id === chosen && !one.is_built_in);
  const remove = useAsk(
    () => must(api.DELETE('/api/v1/calendars/{calendar}', { params: { path: { calendar: chosen } } })),
    () => {
      setQuestion(undefined);
      setChosen('br-national');
      void queries.invalidateQueries({ queryKey: ['calendars'] });
    },
  );
  const buttons = may && (
    <SpaceBetween direction="horizontal" size="xs">
      {own && <Button onClick={() => setQuestion('remove')}>{t.remove}</Button>}
      {own && <Button onClick={() => setQuestion('edit')}>{t.edit}</Button>}
      <Button onClick={() => setQuestion('add')}>{c.calendarAdd}</Button>
    </SpaceBetween>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          {t.calendars}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <div className="m-two">
          <FormField label={t.calendars}>
            <Select
              selectedOption={options.find((one) => one.value === chosen) ?? null}
              options={options}
              onChange={({ detail }) => setChosen(detail.selectedOption.value!)}
            />
          </FormField>
          <FormField label={c.year}>
            <Input type="number" value={year} onChange={({ detail }) => setYear(detail.value)} />
          </FormField>
        </div>
        <Rows
          variant="embedded"
          label={t.calendars}
          items={dates.data}
          isLoading={dates.isPending && isYear}
          trackBy={(one) => one.date}
          empty="–"
          footer={dates.isError && <ProblemAlert error={dates.error} />}
          columns={[
            { id: 'date', header: t.date, cell: (one) => <span className="m-when">{formats.date(one.date)}</span> },
            {
              id: 'name',
              header: t.name,
              cell: (one) => (one.until ? `${one.name} (${c.untilHour(one.until)})` : one.name),
            },
          ]}
        />
      </SpaceBetween>
      {(question === 'add' || question === 'edit') && (
        <CalendarDialog
          saved={question === 'edit' ? own : undefined}
          onDone={(id) => {
            setChosen(id);
            setQuestion(undefined);
          }}
          onClose={() => setQuestion(undefined)}
        />
      )}
      {question === 'remove' && own && (
        <Confirm
          title={c.calendarRemove}
          action={t.remove}
          isBusy={remove.isBusy}
          error={remove.error}
          onConfirm={() => remove.ask(undefined)}
          onDismiss={() => setQuestion(undefined)}
        >
          <b>{own.name}</b>
          <Box variant="p">{c.calendarRemoveText}</Box>
        </Confirm>
      )}
    </Container>
  );
}

function FreezeDialog({ onClose }: { onClose: () => void }) {
  const c = useText(calendarsText);
  const queries = useQueryClient();
  const span = useSpan();
  const make = useAsk(
    () => must(api.POST('/api/v1/freezes', { body: span.body() })),
    () => {
      void queries.invalidateQueries({ queryKey: ['freezes'] });
      onClose();
    },
  );
  return (
    <Confirm
      title={c.freeze}
      action={c.freeze}
      isBusy={make.isBusy}
      isDisabled={!span.isWhole}
      error={make.errorBeside('reason', 'end', 'begin')}
      onConfirm={() => make.ask(undefined)}
      onDismiss={onClose}
    >
      <Box variant="p">{c.freezesText}</Box>
      <SpanFields span={span} errorOf={make.errorOf} />
    </Confirm>
  );
}

function Freezes() {
  const c = useText(calendarsText);
  const may = useMay('policy.write');
  const [isMaking, setMaking] = useState(false);
  const freezes = useQuery({
    queryKey: ['freezes'],
    queryFn: async () => (await must(api.GET('/api/v1/freezes'))).freezes,
  });
  return (
    <>
      <SpanList
        title={c.freezes}
        text={c.freezesText}
        none={c.noFreezes}
        query={freezes}
        add={may ? { label: c.freeze, onAdd: () => setMaking(true) } : undefined}
        end={(freeze) => must(api.DELETE('/api/v1/freezes/{freeze}', { params: { path: { freeze } } }))}
        endTitle={c.freezeEnd}
        ending={() => <Box variant="p">{c.freezeEndText}</Box>}
      />
      {isMaking && <FreezeDialog onClose={() => setMaking(false)} />}
    </>
  );
}

export function Component() {
  const t = useText(schedulesText);
  return (
    <Page title={t.calendarsPage} above={[{ text: t.title, href: '/schedules' }]}>
      <Freezes />
      <MaintenanceWindows />
      <Dates />
    </Page>
  );
}
