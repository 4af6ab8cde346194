// A schedule as the form has it, and as it is saved.
import { timeNow } from '../../app/clock';
import {
  calendarUseOf,
  type CalendarUse,
  type ExceptionLine,
  exceptionLineOf,
  savedException,
  savedUse,
} from './days-off';
import { settingsOfTypes } from './fallback-types-field';
import { type NoticeDraft, noticeDraftOf, noticeProblems, settingsOfNotice } from './notice-form';
import { type OrderDraft, orderDraftOf, orderProblems, settingsOfOrder } from './order-form';
import type { Schedule, ScheduleDraft } from './queries';
import { draftOf, type RulesDraft, rulesOfDraft } from './rules-field';
import { noTargets, type TargetsDraft, targetsDraftOf, targetsOfDraft } from './targets-field';
import type { TermDraft } from './term-field';
import { type Preset, presets } from './week';

export type Mode = ScheduleDraft['mode'];
export const modes: Mode[] = ['edges', 'enforce', 'keep_if_on'];
const zonesOfBrazil = [
  'Araguaina',
  'Bahia',
  'Belem',
  'Boa_Vista',
  'Campo_Grande',
  'Cuiaba',
  'Eirunepe',
  'Fortaleza',
  'Maceio',
  'Manaus',
  'Noronha',
  'Porto_Velho',
  'Recife',
  'Rio_Branco',
  'Santarem',
  'Sao_Paulo',
].map((city) => `America/${city}`);
export const observedFor = 7 * 86_400_000;

export interface Form {
  name: string;
  zone: string;
  mode: Mode;
  rules: RulesDraft;
  calendars: CalendarUse[];
  exceptions: ExceptionLine[];
  targets: TargetsDraft;
  observes: boolean;
  catchUp: string;
  term: TermDraft;
  fallbackTypes: string[];
  notice: NoticeDraft;
  order: OrderDraft;
}

/** What the form does not show is kept as it was. */
export function formOf(saved: Schedule): Form {
  const settings = saved.settings;
  return {
    name: saved.name,
    zone: saved.zone,
    mode: saved.mode,
    rules: draftOf(saved.rules),
    calendars: (saved.calendars ?? []).map(calendarUseOf),
    exceptions: (saved.exceptions ?? []).map(exceptionLineOf),
    targets: targetsDraftOf(saved.targets),
    observes: settings.observe_until !== undefined && new Date(settings.observe_until).getTime() > timeNow(),
    catchUp: String(settings.catch_up_minutes ?? 15),
    term: { from: saved.from ?? '', until: saved.until ?? '' },
    fallbackTypes: settings.fallback_types ?? [],
    notice: noticeDraftOf(settings),
    order: orderDraftOf(settings),
  };
}

/** Holidays of Brazil are proposed where its clocks are kept. */
function isOfBrazil(zone: string): boolean {
  return zonesOfBrazil.includes(zone);
}

export function newForm(zone: string, params: URLSearchParams): Form {
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
    rules: { kind: 'week', windows: (preset && presets[preset]) ?? [], others: [] },
    calendars: isOfBrazil(zone) ? [{ calendar: 'br-national', effect: 'skip_starts', windows: '' }] : [],
    exceptions: [],
    targets: servers.length > 0 ? { ...noTargets, kind: 'hand', servers } : noTargets,
    observes: false,
    catchUp: '15',
    term: { from: '', until: '' },
    fallbackTypes: [],
    notice: noticeDraftOf(undefined),
    order: orderDraftOf(undefined),
  };
}

/** Null while something is missing that cannot be asked about. */
export function draftOfForm(form: Form, saved: Schedule | undefined, observeUntil: string): ScheduleDraft | null {
  const rules = rulesOfDraft(form.rules);
  const targets = targetsOfDraft(form.targets);
  const calendars = form.calendars.map(savedUse);
  const exceptions = form.exceptions.map(savedException);
  if (!rules || !targets || calendars.includes(undefined) || exceptions.includes(undefined)) return null;
  if (noticeProblems(form.notice).length > 0 || orderProblems(form.order).length > 0) return null;
  const { observe_until: until, notice: _, order: __, fallback_types: ___, ...kept } = saved?.settings ?? {};
  const observed = until && new Date(until).getTime() > timeNow() ? until : observeUntil;
  return {
    name: form.name.trim(),
    zone: form.zone,
    mode: form.mode,
    rules,
    calendars: calendars.filter((one) => one !== undefined),
    exceptions: exceptions.filter((one) => one !== undefined),
    ...(form.term.from ? { from: form.term.from } : {}),
    ...(form.term.until ? { until: form.term.until } : {}),
    targets,
    settings: {
      ...kept,
      ...(form.catchUp.trim() ? { catch_up_minutes: Number(form.catchUp) } : {}),
      ...(form.observes ? { observe_until: observed } : {}),
      ...settingsOfTypes(form.fallbackTypes),
      ...settingsOfNotice(form.notice),
      ...settingsOfOrder(form.order),
    },
    ...(saved ? { state: saved.state } : {}),
  };
}
