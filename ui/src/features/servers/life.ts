// What is known of a server's last days, put on one line of time: states, changes, operations, decisions and an override. Pure.
import type { Decisions } from '../schedules/queries';
import type { OperationSummary } from '../operations/queries';
import { differences } from './differences';
import type { ServerDetail } from './queries';

type Decision = Decisions['decisions'][number];

/** Instants in milliseconds; cut to the span that is shown. */
interface Stretch {
  begin: number;
  end: number;
}
export interface StateStretch extends Stretch {
  /** Null: it was seen, but AWS told no state. */
  state: string | null;
}
export interface OperationStretch extends Stretch {
  operation: OperationSummary;
}
export interface Life extends Stretch {
  /** Before the end: what is ahead already has a little room. */
  now: number;
  /** Without gaps from when the oldest kept version was seen. */
  states: StateStretch[];
  /** When its description became another; what goes with its state is not counted. */
  changes: { at: number; paths: string[] }[];
  operations: OperationStretch[];
  decisions: { at: number; decision: Decision }[];
  override?: Stretch & { of: NonNullable<Decisions['override']> };
  /** Before it some of what happened may be missing. */
  knownFrom: number;
}

/** What becomes another with each start and stop. */
const ofState = /^(State|LaunchTime)|^NetworkInterfaces\..*\.AttachTime$/;

/** As many as the API tells. */
const versionsMax = 20;
const operationsMax = 20;

const time = (iso: string) => Date.parse(iso);

type Known = Pick<ServerDetail, 'first_seen_at' | 'state' | 'versions' | 'operations' | 'document' | 'gone_at'>;

export function lifeOf(
  server: Known,
  /** Undefined: not read. */
  known: Decisions | undefined,
  { begin, now, end }: Stretch & { now: number },
): Life {
  const within = (at: number) => begin <= at && at < end;
  const cut = (one: Stretch): Stretch => ({ begin: Math.max(one.begin, begin), end: Math.min(one.end, end) });
  const touches = (one: Stretch) => one.begin < end && one.end > begin;
  const versions = [...server.versions].sort((a, b) => a.version - b.version);

  const states: StateStretch[] = [];
  const add = (state: string | null, of: Stretch) => {
    if (!touches(of)) return;
    const last = states.at(-1);
    if (last?.state === state) last.end = cut(of).end;
    else states.push({ ...cut(of), state });
  };
  for (const one of versions) add(one.state, { begin: time(one.from), end: time(one.until) });
  const firstSeen = server.first_seen_at ? time(server.first_seen_at) : begin;
  const present = versions.length > 0 ? time(versions.at(-1)!.until) : Math.max(begin, firstSeen);
  // The time of day of this page may be behind that of the last answer.
  const upToNow = (begin: number, until?: string | null) => ({ begin, end: Math.max(begin, time(until ?? '') || now) });
  add(server.state ?? null, upToNow(present, server.gone_at));

  const changes = versions.flatMap((one, index) => {
    const after = versions[index + 1]?.document ?? server.document;
    const at = time(one.until);
    if (!within(at)) return [];
    const paths = differences(one.document, after)
      .map(({ path }) => path)
      .filter((path) => !ofState.test(path));
    return paths.length > 0 ? [{ at, paths }] : [];
  });
  const operations = server.operations.flatMap((operation) => {
    const of = upToNow(time(operation.requested_at), operation.finished_at);
    return touches(of) || within(of.begin) ? [{ ...cut(of), operation }] : [];
  });
  const decisions = (known?.decisions ?? [])
    .map((decision) => ({ at: time(decision.at), decision }))
    .filter(({ at }) => within(at));
  const kept = known?.override;
  const since = kept && { begin: time(kept.since), end: time(kept.until) };

  // Until decisions are read, none of the time is known whole.
  const oldest = [
    firstSeen,
    versions.length >= versionsMax ? time(versions[0]!.from) : begin,
    server.operations.length >= operationsMax
      ? Math.min(...server.operations.map((one) => time(one.requested_at)))
      : begin,
    known ? (known.next ? Math.min(...known.decisions.map((one) => time(one.at))) : begin) : now,
  ];
  return {
    begin,
    now,
    end,
    states,
    changes,
    operations,
    decisions,
    ...(kept && since && touches(since) ? { override: { ...cut(since), of: kept } } : {}),
    knownFrom: Math.max(begin, ...oldest),
  };
}
