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
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { api, must } from '../../api/client';
import { useNotices } from '../../app/notices';
import { useSession } from '../../app/session';
import { shellText } from '../../app/text';
import { allZones, zoneName } from '../../format/format';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { type Schedule, type ScheduleDraft, useCalendars, useReadSchedulesAgain, useSchedule } from './queries';
import { draftOf, RulesField, type RulesDraft, rulesOfDraft } from './rules-field';
import { Simulator } from './simulator';
import { noTargets, TargetsField, type TargetsDraft, targetsDraftOf, targetsOfDraft } from './targets-field';
import { schedulesText } from './text';
import { type Preset, presets } from './week';

type Mode = ScheduleDraft['mode'];
const modes: Mode[] = ['edges', 'enforce', 'keep_if_on'];
const observedFor = 7 * 86_400_000;

interface Form {
  name: string;
  zone: string;
  mode: Mode;
  rules: RulesDraft;
  calendars: string[];
  targets: TargetsDraft;
  observes: boolean;
  notice: string;
  noticeTo: string;
  catchUp: string;
}

/** What the form does not show is kept as it was. */
function formOf(saved: Schedule): Form {
  const settings = saved.settings;
  return {
    name: saved.name,
    zone: saved.zone,
    mode: saved.mode,
    rules: draftOf(saved.rules),
    calendars: (saved.calendars ?? []).map((one) => String(one.calendar)),
    targets: targetsDraftOf(saved.targets),
    observes: settings.observe_until !== undefined && new Date(settings.observe_until).getTime() > Date.now(),
    notice: String(settings.notice_minutes ?? 15),
    noticeTo: (settings.notice_to ?? []).join('\n'),
    catchUp: String(settings.catch_up_minutes ?? 15),
  };
}

function newForm(zone: string, params: URLSearchParams): Form {
  const preset = params.get('preset') as Preset | null;
  const servers = (params.get('servers') ?? '')
    .split(',')
    .map((one) => one.split('/'))
    .filter((parts) => parts.length === 3)
    .map(([account, region, server]) => ({ account: account!, region: region!, server: server! }));
  return {
    name: '',
    zone,
    mode: 'edges',
    rules: { kind: 'week', windows: preset && presets[preset] ? presets[preset] : [] },
    calendars: zone.startsWith('America/') ? ['br-national'] : [],
    targets: servers.length > 0 ? { ...noTargets, kind: 'hand', servers } : noTargets,
    observes: false,
    notice: '15',
    noticeTo: '',
    catchUp: '15',
  };
}

/** Null while something is missing that cannot be asked about. */
function draftOfForm(form: Form, saved: Schedule | undefined): ScheduleDraft | null {
  const rules = rulesOfDraft(form.rules);
  const targets = targetsOfDraft(form.targets);
  if (!rules || !targets) return null;
  const { observe_until: until, ...kept } = saved?.settings ?? {};
  const noticeTo = form.noticeTo
    .split(/\s+/)
    .map((one) => one.trim())
    .filter(Boolean);
  const observed =
    until && new Date(until).getTime() > Date.now() ? until : new Date(Date.now() + observedFor).toISOString();
  return {
    name: form.name.trim(),
    zone: form.zone,
    mode: form.mode,
    rules,
    calendars: form.calendars.map(
      (calendar) => saved?.calendars?.find((one) => one.calendar === calendar) ?? { calendar, effect: 'skip_starts' },
    ),
    ...(saved?.exceptions?.length ? { exceptions: saved.exceptions } : {}),
    ...(saved?.from ? { from: saved.from } : {}),
    ...(saved?.until ? { until: saved.until } : {}),
    targets,
    settings: {
      ...kept,
      notice_minutes: Number(form.notice) || 0,
      notice_to: noticeTo,
      catch_up_minutes: Number(form.catchUp) || 0,
      ...(form.observes ? { observe_until: observed } : {}),
    },
    ...(saved ? { state: saved.state } : {}),
  };
}

function Calendars({ chosen, onChange }: { chosen: string[]; onChange: (ids: string[]) => void }) {
  const t = useText(schedulesText);
  const calendars = useCalendars();
  return (
    <FormField label={t.calendars} description={t.calendarsText}>
      <SpaceBetween size="xs">
        {(calendars.data ?? []).map((one) => (
          <Checkbox
            key={one.id}
            checked={chosen.includes(one.id)}
            onChange={({ detail }) =>
              onChange(detail.checked ? [...chosen, one.id] : chosen.filter((other) => other !== one.id))
            }
          >
            {t.calendarNames[one.id] ?? one.name}
          </Checkbox>
        ))}
      </SpaceBetween>
    </FormField>
  );
}

function Editor({ saved }: { saved?: Schedule }) {
  const t = useText(schedulesText);
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
  const draft = draftOfForm(form, saved);
  const save = useAsk(
    (body: ScheduleDraft) =>
      saved
        ? must(
            api.PUT('/api/v1/schedules/{schedule}', {
              params: { path: { schedule: saved.id }, header: { 'If-Match': `"${saved.version}"` } },
              body,
            }),
          )
        : must(api.POST('/api/v1/schedules', { body })),
    (schedule) => {
      tell('success', t.saved);
      readAgain();
      void navigate(`/schedules/${schedule.id}`);
    },
  );
  const field = save.problem?.field ?? '';
  const under = (name: string) => (field === name || field.startsWith(`${name}/`) ? save.errorOf(field) : undefined);
  const fields = ['name', 'zone', 'mode', 'rules', 'targets'];
  const isBeside = !fields.some((name) => under(name) !== undefined);
  // What is foreseen does not depend on the name, so the simulator does not wait for it.
  const foreseen = draft && { ...draft, name: draft.name || t.title };
  const title = saved ? saved.name : t.make;
  return (
    <Page
      title={title}
      above={[
        { text: t.title, href: '/schedules' },
        ...(saved ? [{ text: saved.name, href: `/schedules/${saved.id}` }] : []),
      ]}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={() => void navigate(saved ? `/schedules/${saved.id}` : '/schedules')}>
            {shell.cancel}
          </Button>
          <Button
            variant="primary"
            loading={save.isBusy}
            disabled={draft === null || draft.name === ''}
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
            <div className="m-two">
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
            <TargetsField draft={form.targets} onChange={(next) => set('targets', next)} error={under('targets')} />
          </Container>
          <Container header={<Header variant="h2">{t.rules}</Header>}>
            <SpaceBetween size="l">
              <RulesField draft={form.rules} onChange={(next) => set('rules', next)} error={under('rules')} />
              <Calendars chosen={form.calendars} onChange={(next) => set('calendars', next)} />
              <FormField>
                <RadioGroup
                  ariaLabel={t.observe}
                  value={form.observes ? 'observe' : 'act'}
                  items={[
                    { value: 'act', label: t.fromNow },
                    { value: 'observe', label: t.observe, description: t.observeText },
                  ]}
                  onChange={({ detail }) => set('observes', detail.value === 'observe')}
                />
              </FormField>
              <ExpandableSection headerText={t.more}>
                <SpaceBetween size="m">
                  <FormField label={t.mode} errorText={under('mode')}>
                    <RadioGroup
                      value={form.mode}
                      items={modes.map((value) => ({ value, label: t.modes[value], description: t.modesText[value] }))}
                      onChange={({ detail }) => set('mode', detail.value as Mode)}
                    />
                  </FormField>
                  <div className="m-two">
                    <FormField label={t.notice}>
                      <Input type="number" value={form.notice} onChange={({ detail }) => set('notice', detail.value)} />
                    </FormField>
                    <FormField label={t.catchUp}>
                      <Input
                        type="number"
                        value={form.catchUp}
                        onChange={({ detail }) => set('catchUp', detail.value)}
                      />
                    </FormField>
                    <FormField label={t.noticeTo} description={t.noticeToHelp}>
                      <Textarea
                        rows={2}
                        value={form.noticeTo}
                        onChange={({ detail }) => set('noticeTo', detail.value)}
                      />
                    </FormField>
                  </div>
                </SpaceBetween>
              </ExpandableSection>
            </SpaceBetween>
          </Container>
        </SpaceBetween>
        <Simulator draft={foreseen} {...(saved ? { id: saved.id } : {})} />
      </div>
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
