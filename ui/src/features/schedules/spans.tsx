// Spans that somebody sets and ends by hand, such as freezes: the fields of a dialog, and the list.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { actorName } from '../../format/actor';
import { instantOf } from '../../format/days';
import { zoneName } from '../../format/format';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { ProblemAlert } from '../../widgets/problem';
import { Rows, type RowsColumn } from '../../widgets/rows';
import { Moment } from '../../widgets/time';
import { calendarsText } from './calendars-text';
import { schedulesText } from './text';

/** What is typed, in the person's zone. */
export function useSpan() {
  const { zone } = useFormats();
  const [begin, setBegin] = useState('');
  const [end, setEnd] = useState('');
  const [reason, setReason] = useState('');
  return {
    begin,
    setBegin,
    end,
    setEnd,
    reason,
    setReason,
    isWhole: end !== '' && reason.trim() !== '',
    /** As the API takes it; without a begin from now on. */
    body: () => ({
      ...(begin ? { begin: instantOf(begin, zone)! } : {}),
      end: instantOf(end, zone)!,
      reason: reason.trim(),
    }),
  };
}

function Instant(props: {
  label: string;
  description: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  return (
    <FormField label={props.label} description={props.description} errorText={props.error}>
      <input
        type="datetime-local"
        className="m-input"
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </FormField>
  );
}

export function SpanFields(props: {
  span: ReturnType<typeof useSpan>;
  errorOf: (...fields: string[]) => string | undefined;
}) {
  const t = useText(schedulesText);
  const c = useText(calendarsText);
  const formats = useFormats();
  const zone = zoneName(formats.zone, useLanguage());
  const { span, errorOf } = props;
  return (
    <>
      <Instant
        label={t.from}
        description={c.fromNow(zone)}
        value={span.begin}
        onChange={span.setBegin}
        error={errorOf('begin')}
      />
      <Instant
        label={t.until}
        description={t.untilText(zone)}
        value={span.end}
        onChange={span.setEnd}
        error={errorOf('end')}
      />
      <FormField label={t.reason} errorText={errorOf('reason')}>
        <Input value={span.reason} onChange={({ detail }) => span.setReason(detail.value)} />
      </FormField>
    </>
  );
}

interface Span {
  id: string;
  begin: string;
  end: string;
  reason: string;
  by: string;
}

interface ListProps<One extends Span> {
  title: string;
  text: string;
  none: string;
  query: Pick<UseQueryResult<One[]>, 'data' | 'isPending' | 'error' | 'refetch'>;
  /** Absent: the person may not. */
  add?: { label: string; onAdd: () => void } | undefined;
  columns?: RowsColumn<One>[];
  /** Ends the one with this id. */
  end: (id: string) => Promise<unknown>;
  /** What comes of ending this one, said before it is. */
  ending: (one: One) => ReactNode;
  endTitle: string;
}

export function SpanList<One extends Span>({ query, add, end, ...props }: ListProps<One>) {
  const t = useText(schedulesText);
  const c = useText(calendarsText);
  const language = useLanguage();
  const [ending, setEnding] = useState<One>();
  const ask = useAsk(end, () => {
    setEnding(undefined);
    void query.refetch();
  });
  return (
    <>
      <Rows
        variant="container"
        label={props.title}
        items={query.data}
        isLoading={query.isPending}
        trackBy={(one) => one.id}
        empty={<Box color="text-body-secondary">{props.none}</Box>}
        header={
          <Header
            variant="h2"
            description={props.text}
            actions={add && <Button onClick={add.onAdd}>{add.label}</Button>}
          >
            {props.title}
          </Header>
        }
        footer={query.error ? <ProblemAlert error={query.error} retry={() => void query.refetch()} /> : undefined}
        columns={[
          { id: 'from', header: t.from, cell: (one) => <Moment at={one.begin} /> },
          { id: 'until', header: t.until, cell: (one) => <Moment at={one.end} /> },
          { id: 'reason', header: t.reason, cell: (one) => one.reason },
          ...(props.columns ?? []),
          { id: 'by', header: t.by, cell: (one) => actorName(one.by, language) },
          {
            id: 'end',
            header: '',
            cell: (one) =>
              add && (
                <Button
                  variant="inline-link"
                  onClick={() => {
                    ask.reset();
                    setEnding(one);
                  }}
                >
                  {c.freezeLift}
                </Button>
              ),
          },
        ]}
      />
      {ending && (
        <Confirm
          title={props.endTitle}
          action={c.freezeLift}
          isBusy={ask.isBusy}
          error={ask.error}
          onConfirm={() => ask.ask(ending.id)}
          onDismiss={() => setEnding(undefined)}
        >
          <Box variant="p">
            <b>{ending.reason}</b>
          </Box>
          {props.ending(ending)}
        </Confirm>
      )}
    </>
  );
}
