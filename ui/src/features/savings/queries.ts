import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import type { Where } from '../../app/scope';
import { keyOf, type ServerKey } from '../servers/queries';

export type Opportunities = Schemas['Opportunities'];
export type Opportunity = Schemas['Opportunity'];
/** With what the answer says of all its servers. */
export type ServerCost = Schemas['ServerCost'] & Pick<Schemas['ServerCosts'], 'commitments'>;
export type CostPart = Schemas['CostPart'];
export type Price = Schemas['Price'];
export type UnknownPrice = NonNullable<Price['unknown']>;
export type Savings = Schemas['Savings'];
export type OtherScheduler = Schemas['OtherScheduler'];

/** Prices and habits change slowly. */
const minutes = 60_000;

function fetchOpportunities(where: Where, zone: string, limit: number): Promise<Opportunities> {
  return must(
    api.GET('/api/v1/opportunities', {
      params: {
        query: {
          ...(where.accounts ? { account: where.accounts } : {}),
          ...(where.regions.length ? { region: where.regions } : {}),
          zone,
          limit,
        },
      },
    }),
  );
}

export function opportunitiesQuery(where: Where, zone: string, limit: number) {
  return queryOptions({
    queryKey: ['opportunities', where, zone, limit],
    queryFn: () => fetchOpportunities(where, zone, limit),
    staleTime: minutes,
    refetchInterval: 5 * minutes,
  });
}

export function useOpportunities(where: Where, zone: string, limit: number, isReady: boolean) {
  return useQuery({
    ...opportunitiesQuery(where, zone, limit),
    enabled: isReady && where.accounts?.length !== 0,
  });
}

/** As many as the API tells at once. */
const opportunitiesMax = 1_000;

/** For marks in lists: the dearest, and whether these are all. */
export function allOpportunitiesQuery(where: Where, zone: string) {
  return queryOptions({
    queryKey: ['opportunities', 'all', where, zone],
    queryFn: async () => {
      const { opportunities, next } = await fetchOpportunities(where, zone, opportunitiesMax);
      return { opportunities, isWhole: next === undefined };
    },
    staleTime: minutes,
    refetchInterval: 5 * minutes,
  });
}

export function savingsQuery(accounts: string[] | null) {
  return queryOptions({
    queryKey: ['savings', accounts],
    queryFn: () => must(api.GET('/api/v1/savings', { params: { query: accounts ? { account: accounts } : {} } })),
    staleTime: minutes,
    refetchInterval: 5 * minutes,
  });
}

export function useSavings(accounts: string[] | null, isReady: boolean) {
  return useQuery({ ...savingsQuery(accounts), enabled: isReady && accounts?.length !== 0 });
}

/** As addresses of pages and the API name a server. */
export function referenceOf(server: ServerKey): string {
  return `${server.account}/${server.region}/${server.id}`;
}

/** The page that makes a schedule for these servers, from Monday to Friday, 8 to 19. */
export function pathOfNewSchedule(servers: readonly ServerKey[]): string {
  return `/schedules/new?servers=${servers.map(referenceOf).join(',')}&preset=office`;
}

/** As many as one request takes. */
const batchMax = 100;
const batchWait = 20;

interface Waiting {
  key: ServerKey;
  resolve: (cost: ServerCost) => void;
  reject: (error: unknown) => void;
}

let waiting: Waiting[] = [];

async function ask(batch: Waiting[]): Promise<void> {
  try {
    const answer = await must(
      api.GET('/api/v1/server-costs', { params: { query: { server: batch.map((one) => referenceOf(one.key)) } } }),
    );
    const { commitments } = answer;
    batch.forEach((one, index) => one.resolve({ ...answer.servers[index]!, commitments }));
  } catch (error) {
    for (const one of batch) one.reject(error);
  }
}

function askAll(): void {
  const all = waiting;
  waiting = [];
  for (let begin = 0; begin < all.length; begin += batchMax) void ask(all.slice(begin, begin + batchMax));
}

/** What many rows of a list ask for at once is one request. */
export function fetchCost(key: ServerKey): Promise<ServerCost> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(askAll, batchWait);
    waiting.push({ key, resolve, reject });
  });
}

export function costQuery(key: ServerKey) {
  return queryOptions({
    queryKey: ['server-cost', keyOf(key)],
    queryFn: () => fetchCost(key),
    staleTime: 5 * minutes,
    retry: false,
  });
}
