// A schedule is made or changed, with six weeks of it beside the form.
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';
import { useBlocker, useNavigate, useParams, useSearchParams } from 'react-router';
import { timeNow } from '../../app/clock';
import { api, must } from '../../api/client';
import { asProblem } from '../../api/problem';
import { problemText } from '../../api/problem-text';
import { useNotices } from '../../app/notices';
import { useSession } from '../../app/session';
import { shellText } from '../../app/text';
import { allZones, zoneName } from '../../format/format';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { CalendarsField, ExceptionsField } from './days-off';
import { draftOfForm, type Form, formOf, type Mode, modes, newForm, observedFor } from './editor-form';
import { FallbackTypesField } from './fallback-types-field';
import { FirstStopBox } from './first-stop-box';
import { Never } from './never';
import { NoticeField } from './notice-field';
import { OrderField } from './order-field';
import { orderText } from './order-text';
import {
  type Schedule,
  type ScheduleDraft,
  usePreview,
  useReadSchedulesAgain,
  useSchedule,
  useSeenSchedule,
} from './queries';
import { RulesField } from './rules-field';
import { SessionEnds } from './session-ends';
import { Simulator } from './simulator';
import { useSettled } from './settled';
import { TermField } from './term-field';
import { TargetsField } from './targets-field';
import { editorText } from './editor-text';
import { schedulesText } from './text';

/** The browser asks before it leaves or loads the page anew. */
function useWarnOfLoss(isAtStake: boolean): void {
  useEffect(() => {
    if (!isAtStake) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isAtStake]);
}

function Editor({ saved: readNow }: { saved?: Schedule }) {
  // What the form was filled in by; it is read again while one writes.
  const [saved] = useState(readNow);
  const t = useText(schedulesText);
  const e = useText(editorText);
  const o = useText(orderText);
  const shell = useText(shellText);
  const language = useLanguage();
  const navigate = useNavigate();
  const readAgain = useReadSchedulesAgain();
  const { tell } = useNotices();
  const { user } = useSession();
  const [params] = useSearchParams();
  const [form, setForm] = useState<Form>(() => (saved ? formOf(saved) : newForm(user.zone, params)));
  const set = <Key extends keyof Form>(key: Key, value: Form[Key]) =>
    setForm((before) => ({ ...before, [key]: value }));
  const [first] = useState(form);
  const isChanged = form !== first && JSON.stringify(form) !== JSON.stringify(first);
  const [isSaved, setSaved] = useState(false);
  const blocker = useBlocker(isChanged && !isSaved);
  useWarnOfLoss(isChanged && !isSaved);
  const [seen, setSeen] = useState('');
  // Fixed, so that the same form is the same draft.
  const [observeUntil] = useState(() => new Date(timeNow() + observedFor).toISOString());
  const draft = draftOfForm(form, saved, observeUntil);
  const asSeen = useSeenSchedule(saved);
  const save = useAsk(
    (body: ScheduleDraft) =>
      saved
        ? asSeen((header) =>
            must(
              api.PUT('/api/v1/schedules/{schedule}', {
                params: { path: { schedule: saved.id }, header: { 'If-Match': '', ...header } },
                body,
              }),
            ),
          )
        : must(api.POST('/api/v1/schedules', { body })),
    (schedule) => {
      tell('success', e.saved);
      readAgain();
      setSaved(true);
      // The page is left once it knows that nothing can be lost.
      setGoal(`/schedules/${schedule.id}?saved=1`);
    },
  );
  const [goal, setGoal] = useState<string>();
  useEffect(() => {
    if (isSaved && goal) void navigate(goal);
  }, [isSaved, goal, navigate]);
  const under = (name: string) => save.errorOf(name);
  const fields = ['name', 'zone', 'mode', 'from', 'until', 'rules', 'targets', 'calendars', 'exceptions', 'settings'];
  const isBeside = save.errorBeside(...fields) !== undefined;
  // What is foreseen does not depend on the name, so the simulator does not wait for it.
  const foreseen = draft && { ...draft, name: draft.name || t.title };
  const settled = useSettled(foreseen);
  const foreseeing = usePreview(settled, saved?.id);
  const preview = foreseeing.data;
  /** Said while the person writes, not only once it is to be saved. */
  const early = foreseeing.error ? asProblem(foreseeing.error) : undefined;
  const at = (name: string) =>
    under(name) ??
    (early?.field === name || early?.field?.startsWith(`${name}/`) ? problemText(early, language) : undefined);
  const typesError = at('settings/fallback_types');
  const [isMoreOpen, setMoreOpen] = useState(form.fallbackTypes.length > 0);
  const problems = preview?.problems ?? [];
  const warned = JSON.stringify(problems);
  const isTicked = problems.length === 0 || seen === warned;
  const title = saved ? saved.name : t.make;
  return (
    <Page
      title={title}
      above={[
        { text: t.title, href: '/schedules' },
        ...(saved ? [{ text: saved.name, href: `/schedules/${saved.id}` }] : []),
      ]}
      crumb={saved ? t.edit : title}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={() => void navigate(saved ? `/schedules/${saved.id}` : '/schedules')}>
            {shell.cancel}
          </Button>
          <Button
            variant="primary"
            loading={save.isBusy}
            disabled={draft === null || draft.name === '' || !isTicked}
            onClick={() => draft && save.ask(draft)}
          >
            {t.save}
          </Button>
        </SpaceBetween>
      }
    >
      {save.error && isBeside ? <ProblemAlert error={save.error} /> : null}
      <div className="m-editor">
        <SpaceBetween size="l">
          <Container>
            <div className="m-two" data-begin={saved ? undefined : true}>
              <FormField label={t.name} errorText={under('name')}>
                <Input value={form.name} onChange={({ detail }) => set('name', detail.value)} autoFocus={!saved} />
              </FormField>
              <FormField label={t.zone} errorText={under('zone')}>
                <Select
                  filteringType="auto"
                  selectedOption={{ value: form.zone, label: `${form.zone} (${zoneName(form.zone, language)})` }}
                  options={allZones(form.zone).map((value) => ({ value, label: value }))}
                  onChange={({ detail }) => set('zone', detail.selectedOption.value!)}
                />
              </FormField>
            </div>
          </Container>
          <Container header={<Header variant="h2">{t.chooseServers}</Header>}>
            <TargetsField
              draft={form.targets}
              onChange={(next) => set('targets', next)}
              error={under('targets')}
              filterText={e.filterText}
            />
          </Container>
          <Container header={<Header variant="h2">{t.rules}</Header>}>
            <SpaceBetween size="l">
              <RulesField
                zone={form.zone}
                draft={form.rules}
                onChange={(next) => set('rules', next)}
                error={under('rules')}
              />
              <CalendarsField
                uses={form.calendars}
                onChange={(next) => set('calendars', next)}
                error={under('calendars')}
              />
              <ExceptionsField
                lines={form.exceptions}
                onChange={(next) => set('exceptions', next)}
                error={under('exceptions')}
              />
              <TermField
                term={form.term}
                onChange={(next) => set('term', next)}
                errors={{ from: at('from'), until: at('until') }}
              />
              <FormField>
                <RadioGroup
                  ariaLabel={e.observe}
                  value={form.observes ? 'observe' : 'act'}
                  items={[
                    { value: 'act', label: e.fromNow },
                    { value: 'observe', label: e.observe, description: e.observeText },
                  ]}
                  onChange={({ detail }) => set('observes', detail.value === 'observe')}
                />
              </FormField>
              <ExpandableSection
                headerText={t.more}
                expanded={isMoreOpen || typesError !== undefined || under('mode') !== undefined}
                onChange={({ detail }) => setMoreOpen(detail.expanded)}
              >
                <SpaceBetween size="m">
                  <FormField label={t.mode} errorText={under('mode')}>
                    <RadioGroup
                      value={form.mode}
                      items={modes.map((value) => ({ value, label: t.modes[value], description: e.modesText[value] }))}
                      onChange={({ detail }) => set('mode', detail.value as Mode)}
                    />
                  </FormField>
                  <div className="m-two">
                    <FormField label={e.catchUp}>
                      <Input
                        type="number"
                        value={form.catchUp}
                        onChange={({ detail }) => set('catchUp', detail.value)}
                      />
                    </FormField>
                  </div>
                  <FallbackTypesField
                    types={form.fallbackTypes}
                    onChange={(next) => set('fallbackTypes', next)}
                    error={typesError}
                  />
                </SpaceBetween>
              </ExpandableSection>
            </SpaceBetween>
          </Container>
          <Container header={<Header variant="h2">{o.title}</Header>}>
            <OrderField draft={form.order} onChange={(next) => set('order', next)} error={under('settings/order')} />
          </Container>
          <Container header={<Header variant="h2">{e.notice.title}</Header>}>
            <NoticeField
              draft={form.notice}
              onChange={(next) => set('notice', next)}
              error={under('settings/order') || typesError ? undefined : under('settings')}
            />
          </Container>
        </SpaceBetween>
        <SpaceBetween size="l">
          {settled && preview && !foreseeing.isPlaceholderData && <Never draft={settled} preview={preview} />}
          <SessionEnds />
          <Simulator draft={foreseen} {...(saved ? { id: saved.id } : {})} />
          <FirstStopBox draft={settled} preview={preview} />
          {problems.length > 0 && (
            <Checkbox checked={isTicked} onChange={({ detail }) => setSeen(detail.checked ? warned : '')}>
              {e.tickProblems}
            </Checkbox>
          )}
        </SpaceBetween>
      </div>
      {blocker.state === 'blocked' && (
        <Confirm
          title={e.leaveTitle}
          action={e.leave}
          isBusy={false}
          onConfirm={() => blocker.proceed()}
          onDismiss={() => blocker.reset()}
        >
          {e.leaveText}
        </Confirm>
      )}
    </Page>
  );
}

export function Component() {
  const { schedule: id } = useParams();
  const query = useSchedule(id);
  if (id === undefined) return <Editor />;
  if (query.isError && !query.data) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  // The form is of the version that was read first; saving tells if somebody was faster.
  return query.data ? <Editor key={id} saved={query.data} /> : <Spinner size="large" />;
}
