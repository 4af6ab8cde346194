import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { addressOfCsv } from '../../api/csv';
import type { ServerVersion } from '../../api/open-shapes';
import type { paths } from '../../api/schema';
import { useNewsInterval } from '../../app/news';
import type { Language } from '../../text/language';
import type { OperationSummary } from '../operations/queries';

export type Server = Omit<
  Schemas['Server'],
  | 'state_reason'
  | 'never_switch_off'
  | 'document'
  | 'versions'
  | 'operations'
  | 'first_stop_losses'
  | 'was_stopped_before'
  | 'volumes'
> & {
  state_reason?: { code?: string; message?: string } | null;
  never_switch_off?: { reason: string; by: string; since: string };
};
export type UnknownPart = Schemas['UnknownPart'];
export type ReadPart = Schemas['ReadPart'];

/** What the pages read of AWS's description of an instance; all of it may be missing. */
export interface InstanceDocument {
  Architecture?: string;
  BlockDeviceMappings?: {
    DeviceName?: string;
    Ebs?: { VolumeId?: string; AttachTime?: string; DeleteOnTermination?: boolean; Status?: string };
  }[];
  EbsOptimized?: boolean;
  HibernationOptions?: { Configured?: boolean };
  IamInstanceProfile?: { Arn?: string };
  ImageId?: string;
  KeyName?: string;
  LaunchTime?: string;
  MetadataOptions?: { HttpTokens?: string; HttpEndpoint?: string };
  Monitoring?: { State?: string };
  NetworkInterfaces?: {
    NetworkInterfaceId?: string;
    SubnetId?: string;
    VpcId?: string;
    Description?: string;
    Groups?: { GroupId?: string; GroupName?: string }[];
    PrivateIpAddresses?: {
      PrivateIpAddress?: string;
      Primary?: boolean;
      Association?: { PublicIp?: string; IpOwnerId?: string };
    }[];
  }[];
  Operator?: { Managed?: boolean; Principal?: string };
  Placement?: { AvailabilityZone?: string; Tenancy?: string };
  PlatformDetails?: string;
  RootDeviceName?: string;
  RootDeviceType?: string;
  SecurityGroups?: { GroupId?: string; GroupName?: string }[];
  StateTransitionReason?: string;
  SubnetId?: string;
  VpcId?: string;
}

export type ServerDetail = Server & {
  document: InstanceDocument;
  versions: ServerVersion[];
  operations: OperationSummary[];
  was_stopped_before: boolean;
  first_stop_losses: Schemas['FirstStopLoss'][];
  volumes: NonNullable<Schemas['Server']['volumes']>;
};

/** What a list is about. */
export interface ServersFilter {
  /** Null: all; empty: none. */
  accounts: string[] | null;
  regions: string[];
  states?: string[];
  types?: string[];
  names?: string[];
  tags?: string[];
  /** Somewhere in name, id or address. */
  search?: string;
}

export interface ServersWish extends ServersFilter {
  /** A column's id; with - in front descending. */
  sort?: ServerSort;
  limit: number;
  offset?: number;
}

export type ServerSort = NonNullable<NonNullable<paths['/api/v1/servers']['get']['parameters']['query']>['sort']>;

export interface ServerList {
  servers: Server[];
  /** How many fit the filter. */
  total: number;
  /** How many there are by state, whatever states are asked for. */
  states: Record<string, number>;
  read: ReadPart[];
  unknown: UnknownPart[];
}

/** Where nothing could be read yet, no number is known; none is not zero. */
export function isCounted(list: Pick<ServerList, 'total' | 'read' | 'unknown'>): boolean {
  return list.total > 0 || list.read.length > 0 || unreadOf(list.unknown) === 0;
}

/** A region that the organisation blocks is a decision, not something unknown. */
export function unreadOf(unknown: ServerList['unknown']): number {
  return unknown.filter((part) => part.cause !== 'blocked').length;
}

const nothing: ServerList = { servers: [], total: 0, states: {}, read: [], unknown: [] };

/** As the API takes it. */
function queryOf(filter: ServersFilter) {
  return {
    ...(filter.accounts ? { account: filter.accounts } : {}),
    ...(filter.regions.length ? { region: filter.regions } : {}),
    ...(filter.states?.length ? { state: filter.states } : {}),
    ...(filter.types?.length ? { type: filter.types } : {}),
    ...(filter.names?.length ? { name: filter.names } : {}),
    ...(filter.tags?.length ? { tag: filter.tags } : {}),
    ...(filter.search ? { q: filter.search } : {}),
  };
}

export async function fetchServers(wish: ServersWish): Promise<ServerList> {
  if (wish.accounts?.length === 0) return nothing;
  return (await must(
    api.GET('/api/v1/servers', {
      params: {
        query: {
          ...queryOf(wish),
          limit: wish.limit,
          ...(wish.offset ? { offset: wish.offset } : {}),
          ...(wish.sort ? { sort: wish.sort } : {}),
        },
      },
    }),
  )) as ServerList;
}

/** For suggestions: types, regions and tags of as many servers as one answer holds, whatever page is shown. */
const suggestedOf = 1_000;

export function useServersToSuggest(accounts: string[] | null, isWanted: boolean): readonly Server[] | undefined {
  return useQuery({
    // Not under 'servers': that a server has changed is no reason to read a thousand again.
    queryKey: ['server-suggestions', accounts],
    queryFn: () => fetchServers({ accounts, regions: [], limit: suggestedOf }),
    enabled: isWanted,
    staleTime: 300_000,
    refetchInterval: false,
  }).data?.servers;
}

export function serversQuery(wish: ServersWish) {
  return queryOptions({ queryKey: ['servers', wish], queryFn: () => fetchServers(wish) });
}

export function useServers(wish: ServersWish, isReady = true) {
  const refetchInterval = useNewsInterval();
  return useQuery({
    ...serversQuery(wish),
    enabled: isReady,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** The address of the whole list as a file. */
export function csvAddress(filter: ServersFilter, sort: string, language: Language): string {
  return addressOfCsv('/api/v1/servers', { sort, ...queryOf(filter) }, language);
}

export interface ServerKey {
  id: string;
  account: string;
  region: string;
}

export function serverQuery({ id, account, region }: ServerKey) {
  return queryOptions({
    queryKey: ['server', account, region, id],
    queryFn: async () =>
      (await must(
        api.GET('/api/v1/servers/{id}', { params: { path: { id }, query: { account, region } } }),
      )) as unknown as ServerDetail,
  });
}

export function useServer(key: ServerKey) {
  const refetchInterval = useNewsInterval();
  return useQuery({ ...serverQuery(key), refetchInterval });
}

export function keyOf(server: ServerKey): string {
  return `${server.account}:${server.region}:${server.id}`;
}

/** Ids of databases begin as in their ARNs. */
export function isDatabase({ id }: { id: string }): boolean {
  return /^(db|cluster):/.test(id);
}

/** Of whatever can be switched. */
export function pathOf(server: ServerKey): string {
  const things = isDatabase(server) ? 'databases' : 'servers';
  return `/${things}/${server.account}/${server.region}/${server.id}`;
}
