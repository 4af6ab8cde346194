import { useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { isLate } from '../../app/held';
import type { ServerKey } from '../servers/queries';

export type ServerTypes = Schemas['ServerTypes'];
export type ServerType = ServerTypes['types'][number];
export type Caution = ServerType['cautions'][number];

/** Asks AWS; prices that nobody has read yet come a little later. */
export function useTypes({ id, account, region }: ServerKey) {
  return useQuery({
    queryKey: ['types', account, region, id],
    queryFn: async () =>
      (await must(
        api.GET('/api/v1/servers/{id}/types', { params: { path: { id }, query: { account, region } } }),
      )) as ServerTypes,
    staleTime: 30_000,
    meta: isLate,
    refetchInterval: (query) =>
      query.state.data?.types.some((one) => one.verdict === 'fits' && one.price.unknown === 'not_read')
        ? 30_000
        : false,
  });
}

/** By name or family, of what fits; the present one is none to change to. */
export function choices(types: ServerTypes, search: string): ServerType[] {
  const text = search.trim().toLowerCase();
  return types.types.filter((one) => one.verdict === 'fits' && one.name !== types.type && one.name.includes(text));
}

/** What an hour costs more (or less) than now; undefined: unknown. */
export function differenceOf(types: ServerTypes, to: ServerType): number | undefined {
  const present = types.types.find((one) => one.name === types.type)?.price.amount;
  if (present === undefined || to.price.amount === undefined) return undefined;
  return Number(to.price.amount) - Number(present);
}
