// In which order groups start and what must be seen between them: as the form has it, and as it is saved.
import type { Fire, Schedule } from './queries';

type Settings = Schedule['settings'];
type Order = NonNullable<Settings['order']>;
export type Until = NonNullable<NonNullable<Order['gate']>['until']>;
export const untils: Until[] = ['state', 'status_checks', 'port'];

export interface OrderDraft {
  isOn: boolean;
  tag: string;
  groups: Order['groups']; // Named by hand through the API; kept as they are.
  until: Until;
  port: string;
  isPublic: boolean;
  minutes: string;
  goesOn: boolean;
}

export type OrderProblem = 'tag' | 'port' | 'minutes';

export function orderDraftOf(settings: Pick<Settings, 'order'> | undefined): OrderDraft {
  const order = settings?.order;
  const gate = order?.gate;
  return {
    isOn: order !== undefined,
    tag: order?.tag ?? '',
    groups: order?.groups,
    until: gate?.until ?? 'state',
    port: gate?.port === undefined ? '' : String(gate.port),
    isPublic: gate?.address === 'public',
    minutes: String(gate?.minutes ?? 15),
    goesOn: gate?.otherwise === 'go_on',
  };
}

function isWhole(text: string, most: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= most;
}

/** What has to be mended before it can be saved. */
export function orderProblems(draft: OrderDraft): OrderProblem[] {
  if (!draft.isOn) return [];
  const problems: OrderProblem[] = [];
  if (!draft.groups && draft.tag.trim() === '') problems.push('tag');
  if (draft.until === 'port' && !isWhole(draft.port, 65535)) problems.push('port');
  if (!isWhole(draft.minutes, 240)) problems.push('minutes');
  return problems;
}

export function settingsOfOrder(draft: OrderDraft): Pick<Settings, 'order'> {
  if (!draft.isOn) return {};
  return {
    order: {
      ...(draft.groups ? { groups: draft.groups } : { tag: draft.tag.trim() }),
      gate: {
        until: draft.until,
        minutes: Number(draft.minutes),
        otherwise: draft.goesOn ? 'go_on' : 'stop',
        ...(draft.until === 'port'
          ? { port: Number(draft.port), address: draft.isPublic ? ('public' as const) : ('private' as const) }
          : {}),
      },
    },
  };
}

interface Waits {
  outcome: string;
  turn?: { after?: string };
}
interface WaitTexts {
  waitsFor: (group: string) => string;
  notStarted: (group: string) => string;
}

/** Which group a server waits for, or waited for in vain. */
export function waitText(decision: Waits, texts: WaitTexts): string | undefined {
  const after = decision.turn?.after;
  if (after === undefined) return undefined;
  if (decision.outcome === 'waiting') return texts.waitsFor(after);
  return decision.outcome === 'not_started' ? texts.notStarted(after) : undefined;
}

type Turn = NonNullable<Fire['turns']>[number];
interface TurnTexts {
  group: (group: string) => string;
  turns: Record<Turn['state'], string>;
}

/** Groups of a fire in their order, each with how it went. */
export function turnsText(turns: readonly Turn[], texts: TurnTexts): string {
  return turns.map((one) => `${texts.group(one.group)}: ${texts.turns[one.state]}`).join(' → ');
}
