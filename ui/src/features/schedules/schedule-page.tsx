// One schedule: how it stands, what it does next, and what became of each due instant.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { timeNow } from '../../app/clock';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age } from '../../widgets/time';
import { ApplyNow } from './apply-now';
import { outcomesText } from '../operations/outcomes';
import { reasonText } from '../operations/reason-text';
import { operationsText } from '../operations/text';
import { SwitchersOfSchedule } from '../switchers/other-switchers';
import { FireResults } from './fire-results';
import { LocalMoment, observes, ScheduleState } from './marks';
import { PreflightAlerts } from './preflight';
import { type Fire, type Schedule, useHistory, useReadSchedulesAgain, useSchedule } from './queries';
import { turnsText } from './order-form';
import { orderText } from './order-text';
import { Simulator } from './simulator';
import { schedulesText } from './text';
import { Versions } from './versions';

const marks = {
  requested: 'success',
  nothing: 'info',
  observed: 'info',
  held: 'warning',
  skipped_late: 'warning',
  failed: 'error',
} as const;

function Results({ fire }: { fire: Fire }) {
  const t = useText(operationsText);
  const o = useText(orderText);
  const language = useLanguage();
  const { problem } = fire;
  const results = outcomesText(fire.results, t);
  const said = results === '' && problem ? reasonText(problem.code, problem.text, language) : undefined;
  return (
    <>
      {results || (said ? said.text : '–')}
      {said?.original && (
        <div className="m-muted" lang="en">
          “{said.original}”
        </div>
      )}
      {fire.turns && fire.turns.length > 1 && <div className="m-muted">{turnsText(fire.turns, o)}</div>}
    </>
  );
}

function History({ schedule }: { schedule: Schedule }) {
  const t = useText(schedulesText);
  const o = useText(operationsText);
  const formats = useFormats();
  const history = useHistory(schedule.id);
  const [looked, setLooked] = useState<Fire>();
  return (
    <>
      <Rows
        variant="container"
        label={t.history}
        items={history.data?.fires}
        isLoading={history.isPending}
        trackBy={(one) => `${one.due_at} ${one.version}`}
        header={<Header variant="h2">{t.history}</Header>}
        empty={<Box color="text-body-secondary">{t.noHistory}</Box>}
        footer={history.isError && <ProblemAlert error={history.error} retry={() => void history.refetch()} />}
        columns={[
          { id: 'due', header: t.due, cell: (one) => <LocalMoment local={one.local} zone={one.zone} /> },
          {
            id: 'action',
            header: t.action,
            cell: (one) => t.actions[(one.action ?? 'none') as keyof typeof t.actions],
          },
          {
            id: 'outcome',
            header: t.outcome,
            cell: (one) => <StatusIndicator type={marks[one.outcome]}>{t.outcomes[one.outcome]}</StatusIndicator>,
          },
          { id: 'results', header: t.results, cell: (one) => <Results fire={one} /> },
          { id: 'late', header: t.late, cell: (one) => `${formats.number(Math.max(0, one.lateness_ms) / 1000)} s` },
          {
            id: 'servers',
            header: '',
            cell: (one) =>
              one.servers > 0 && (
                <Button variant="inline-link" onClick={() => setLooked(one)}>
                  {t.byServer}
                </Button>
              ),
          },
          {
            id: 'operations',
            header: t.operations,
            cell: (one) =>
              one.operations.map((id, index) => (
                <Link key={id} href={`/operations/${id}`}>
                  {index > 0 && ', '}
                  {o.one} {index + 1}
                </Link>
              )),
          },
        ]}
      />
      {looked && <FireResults schedule={schedule} fire={looked} onClose={() => setLooked(undefined)} />}
    </>
  );
}

function Actions({ schedule }: { schedule: Schedule }) {
  const t = useText(schedulesText);
  const navigate = useNavigate();
  const readAgain = useReadSchedulesAgain();
  const { tell } = useNotices();
  const [question, setQuestion] = useState<'remove' | 'run'>();
  const path = { schedule: schedule.id };
  const toggle = useAsk(
    () =>
      must(
        schedule.state === 'paused'
          ? api.POST('/api/v1/schedules/{schedule}/resume', { params: { path } })
          : api.POST('/api/v1/schedules/{schedule}/pause', { params: { path } }),
      ),
    readAgain,
  );
  const run = useAsk(
    () => must(api.POST('/api/v1/schedules/{schedule}/run-now', { params: { path } })),
    ({ operations }) => {
      tell('success', operations.length > 0 ? t.runNowDone : t.runNowNothing);
      setQuestion(undefined);
      readAgain();
    },
  );
  const remove = useAsk(
    () =>
      must(
        api.DELETE('/api/v1/schedules/{schedule}', {
          params: { path, header: { 'If-Match': `"${schedule.version}"` } },
        }),
      ),
    () => {
      readAgain();
      void navigate('/schedules');
    },
  );
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button loading={toggle.isBusy} onClick={() => toggle.ask(undefined)}>
        {schedule.state === 'paused' ? t.resume : t.pause}
      </Button>
      <Button disabled={schedule.state === 'paused'} onClick={() => setQuestion('run')}>
        {t.runNow}
      </Button>
      <Button onClick={() => setQuestion('remove')}>{t.remove}</Button>
      <Button variant="primary" onClick={() => void navigate(`/schedules/${schedule.id}/edit`)}>
        {t.edit}
      </Button>
      {question === 'remove' && (
        <Confirm
          title={t.remove}
          action={t.remove}
          isBusy={remove.isBusy}
          error={remove.error}
          onConfirm={() => remove.ask(undefined)}
          onDismiss={() => setQuestion(undefined)}
        >
          {t.removeText}
        </Confirm>
      )}
      {question === 'run' && (
        <Confirm
          title={t.runNow}
          action={t.runNow}
          isBusy={run.isBusy}
          error={run.error}
          onConfirm={() => run.ask(undefined)}
          onDismiss={() => setQuestion(undefined)}
        >
          {t.runNowText}
        </Confirm>
      )}
    </SpaceBetween>
  );
}

function HeldAlert({ schedule }: { schedule: Schedule }) {
  const t = useText(schedulesText);
  const may = useMay('policy.write');
  const readAgain = useReadSchedulesAgain();
  const { tell } = useNotices();
  const newest = useHistory(schedule.id).data?.fires[0];
  const approve = useAsk(
    () => must(api.POST('/api/v1/schedules/{schedule}/approve', { params: { path: { schedule: schedule.id } } })),
    () => {
      tell('success', t.approveDone);
      readAgain();
    },
  );
  if (!newest?.held || newest.version !== schedule.version) return null;
  return (
    <Alert
      type="warning"
      header={t.heldTitle}
      action={
        may && (
          <Button loading={approve.isBusy} onClick={() => approve.ask(undefined)}>
            {t.approve}
          </Button>
        )
      }
    >
      {t.heldText}
      {approve.error ? <ProblemAlert error={approve.error} /> : null}
    </Alert>
  );
}

export function Component() {
  const { schedule: id = '' } = useParams();
  const t = useText(schedulesText);
  const language = useLanguage();
  const may = useMay('policy.write');
  const query = useSchedule(id);
  const [params, setParams] = useSearchParams();
  const wasSaved = params.has('saved');
  const schedule = query.data;
  const {
    id: _,
    version,
    state,
    approved,
    created_at,
    updated_at,
    updated_by,
    next_due,
    ...draft
  } = schedule ?? ({} as Schedule);
  return (
    <Page
      title={schedule?.name ?? id}
      above={[{ text: t.title, href: '/schedules' }]}
      actions={schedule && may && <Actions schedule={schedule} />}
    >
      {query.isError && !schedule && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Spinner size="large" />}
      {schedule && (
        <SpaceBetween size="l">
          {wasSaved && may && schedule.state === 'active' && !observes(schedule, timeNow()) && (
            <ApplyNow schedule={schedule} draft={draft} onDone={() => setParams({}, { replace: true })} />
          )}
          <HeldAlert schedule={schedule} />
          <PreflightAlerts schedule={schedule.id} />
          <SwitchersOfSchedule schedule={schedule.id} />
          <Container>
            <KeyValuePairs
              columns={4}
              minColumnWidth={160}
              items={[
                { label: t.state, value: <ScheduleState schedule={schedule} /> },
                {
                  label: t.next,
                  value: next_due ? (
                    <>
                      <LocalMoment local={next_due.local} zone={next_due.zone} /> · <Age at={next_due.instant} />
                    </>
                  ) : (
                    t.nextUnknown
                  ),
                },
                { label: t.targets, value: t.approved(approved) },
                { label: t.zone, value: schedule.zone },
                { label: t.mode, value: t.modes[schedule.mode] },
                {
                  label: t.calendars,
                  value:
                    (schedule.calendars ?? [])
                      .map((one) => t.calendarNames[String(one.calendar)] ?? String(one.calendar))
                      .join(', ') || '–',
                },
                {
                  label: t.changed,
                  value: (
                    <>
                      {actorName(updated_by, language)} · <Age at={updated_at} />
                    </>
                  ),
                },
              ]}
            />
          </Container>
          <Simulator draft={draft} />
          <History schedule={schedule} />
          <Versions schedule={schedule.id} version={schedule.version} />
        </SpaceBetween>
      )}
    </Page>
  );
}
