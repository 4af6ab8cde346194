import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { timeNow } from '../../app/clock';
import { api, must, type Schemas } from '../../api/client';
import type { Scope } from '../../app/scope';
import { pollInterval } from '../../live/live';
import { useSeen } from '../../widgets/seen';
import { isDatabase } from '../servers/queries';
import { rebootsIn, typesOf } from './first-stop';

export type Schedule = Schemas['Schedule'];
export type ScheduleDraft = Schemas['ScheduleDraft'];
export type Simulation = Schemas['ScheduleSimulation'];
export type Preview = Schemas['SchedulePreview'];
export type Fire = Schemas['ScheduleFire'];
export type Decisions = Schemas['ServerDecisions'];
export type Reason = Schemas['DecisionReason'];
export type Override = Schemas['Override'];
export type NextFire = Schemas['NextFire'];
export type Standing = Schemas['ScheduleStanding'];
export type FireResult = Schemas['FireResult'];
export type ServerPlace = Schemas['ServerPlace'];

const every = 30_000;

const everywhere: Scope = { customers: [], accounts: [], regions: [] };

/** Those with a target within the scope. */
export function schedulesQuery({ customers, accounts, regions } = everywhere) {
  return queryOptions({
    queryKey: ['schedules', 'at', customers, accounts, regions],
    queryFn: () =>
      must(
        api.GET('/api/v1/schedules', {
          params: { query: { customer: customers, account: accounts, region: regions, limit: 500 } },
        }),
      ),
  });
}

export function useSchedules(scope?: Scope) {
  return useQuery({
    ...schedulesQuery(scope),
    placeholderData: keepPreviousData,
    refetchInterval: () => pollInterval(every),
  });
}

/** With how each stands; dearer to know, so only the list asks. */
export function useStandings(q: string) {
  return useQuery({
    queryKey: ['schedules', 'standing', q],
    queryFn: () => must(api.GET('/api/v1/schedules', { params: { query: { q, limit: 500, standing: true } } })),
    placeholderData: keepPreviousData,
    refetchInterval: () => pollInterval(every),
  });
}

export function useFireResults(id: string, at: string) {
  return useQuery({
    queryKey: ['schedules', 'results', id, at],
    queryFn: async () =>
      (
        await must(
          api.GET('/api/v1/schedules/{schedule}/results', { params: { path: { schedule: id }, query: { at } } }),
        )
      ).results,
    refetchInterval: () => pollInterval(every),
  });
}

export function useSchedule(id: string | undefined) {
  return useQuery({
    queryKey: ['schedules', 'one', id],
    queryFn: () => must(api.GET('/api/v1/schedules/{schedule}', { params: { path: { schedule: id! } } })),
    enabled: id !== undefined,
    refetchInterval: () => pollInterval(every),
  });
}

export function useHistory(id: string) {
  return useQuery({
    queryKey: ['schedules', 'history', id],
    queryFn: () => must(api.GET('/api/v1/schedules/{schedule}/history', { params: { path: { schedule: id } } })),
    refetchInterval: () => pollInterval(every),
  });
}

export function usePreflight(id: string) {
  return useQuery({
    queryKey: ['schedules', 'preflight', id],
    queryFn: () => must(api.GET('/api/v1/schedules/{schedule}/preflight', { params: { path: { schedule: id } } })),
    refetchInterval: () => pollInterval(every),
  });
}

export function useDecisions(server: { id: string; account: string; region: string }) {
  return useQuery({
    queryKey: ['decisions', server.account, server.region, server.id],
    queryFn: () => {
      const params = { path: { id: server.id }, query: { account: server.account, region: server.region } };
      return must(
        isDatabase(server)
          ? api.GET('/api/v1/databases/{id}/decisions', { params })
          : api.GET('/api/v1/servers/{id}/decisions', { params }),
      );
    },
    refetchInterval: () => pollInterval(every),
  });
}

export function useOverrides() {
  return useQuery({
    queryKey: ['overrides'],
    queryFn: async () => (await must(api.GET('/api/v1/overrides'))).overrides,
    refetchInterval: () => pollInterval(every),
  });
}

const calendarsQuery = queryOptions({
  queryKey: ['calendars'],
  queryFn: async () => (await must(api.GET('/api/v1/calendars'))).calendars,
});

export function useCalendars() {
  return useQuery(calendarsQuery);
}

/** For changes of a calendar; the one that is not there yet has no tag. */
export function useSeenCalendar(calendar: Schemas['Calendar'] | undefined) {
  const queries = useQueryClient();
  return useSeen(calendar?.etag, async () => {
    const now = await queries.fetchQuery({ ...calendarsQuery, staleTime: 0 });
    return now.find((one) => one.id === calendar?.id)?.etag;
  });
}

/** A schedule says by its version what of it was seen. */
export function useSeenSchedule(schedule: Schedule | undefined) {
  const tag = (of: Schedule | undefined) => of && `"${of.version}"`;
  return useSeen(tag(schedule), async () =>
    tag(await must(api.GET('/api/v1/schedules/{schedule}', { params: { path: { schedule: schedule!.id } } }))),
  );
}

const foreseen = { placeholderData: keepPreviousData, retry: false } as const;

function wishOf(draft: ScheduleDraft | null, id: string | undefined) {
  return draft && { schedule: draft, ...(id ? { id } : {}) };
}

/** For which servers a draft would be, and what is to be known of them. */
export function usePreview(draft: ScheduleDraft | null, id: string | undefined) {
  const body = wishOf(draft, id);
  return useQuery({
    ...foreseen,
    enabled: body !== null,
    queryKey: ['schedules', 'preview', body],
    queryFn: () => must(api.POST('/api/v1/schedules/preview', { body: body! })),
  });
}

/** What AWS says of switching its servers; asked again only when they are others. */
export function useCheck(draft: ScheduleDraft | null) {
  const body = draft && { targets: draft.targets, types: typesOf(draft), reboots: rebootsIn(draft) };
  return useQuery({
    ...foreseen,
    enabled: body !== null,
    queryKey: ['schedules-check', body],
    queryFn: () => must(api.POST('/api/v1/schedules/check', { body: body! })),
    staleTime: 60_000,
  });
}

/** What a stored schedule wants of its servers at this moment, also where it acts at its transitions alone. */
export function useWishNow(id: string, draft: ScheduleDraft) {
  return useQuery({
    queryKey: ['schedules', 'wish', id],
    queryFn: () => {
      const now = timeNow();
      const [from, to] = [new Date(now).toISOString(), new Date(now + 60_000).toISOString()];
      return must(
        api.POST('/api/v1/schedules/simulate', { body: { schedule: draft, id, from, to, at: from, apply: true } }),
      );
    },
    staleTime: Infinity,
  });
}

/** What a draft would be for and do, and what is wished of its servers `now`. Asked for again with each change that is whole. */
export function useForeseen(
  draft: ScheduleDraft | null,
  id: string | undefined,
  span: { from: string; to: string },
  now: string,
) {
  const body = wishOf(draft, id);
  const common = { ...foreseen, enabled: body !== null };
  const preview = usePreview(draft, id);
  const simulation = useQuery({
    ...common,
    queryKey: ['schedules', 'simulation', body, span, now],
    queryFn: () => must(api.POST('/api/v1/schedules/simulate', { body: { ...body!, ...span, at: now } })),
  });
  const estimate = useQuery({
    ...common,
    queryKey: ['schedules', 'estimate', body],
    queryFn: () => must(api.POST('/api/v1/schedules/estimate', { body: draft! as never })),
  });
  return { preview, simulation, estimate };
}

/** What a draft would do at one instant; empty: nobody asks. */
export function useWhatIf(draft: ScheduleDraft | null, id: string | undefined, at: string) {
  const body = wishOf(draft, id);
  return useQuery({
    ...foreseen,
    enabled: body !== null && at !== '',
    queryKey: ['schedules', 'what-if', body, at],
    queryFn: () => {
      const to = new Date(Date.parse(at) + 60_000).toISOString();
      return must(api.POST('/api/v1/schedules/simulate', { body: { ...body!, from: at, to, at } }));
    },
  });
}

export function useReadSchedulesAgain() {
  const queries = useQueryClient();
  return () => {
    for (const key of [
      'schedules',
      'overrides',
      'decisions',
      'servers',
      'server',
      'databases',
      'database',
      'opportunities',
    ])
      void queries.invalidateQueries({ queryKey: [key] });
  };
}
