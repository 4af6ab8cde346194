import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import type { ServerVersion } from '../../api/open-shapes';
import { useNewsInterval } from '../../app/news';
import type { OperationSummary } from '../operations/queries';

export type Server = Omit<
  Schemas['Server'],
  'state_reason' | 'never_switch_off' | 'document' | 'versions' | 'operations' | 'first_stop_losses'
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
  first_stop_losses: Schemas['Loss'][];
};

export interface ServersWish {
  /** Null: all; empty: none. */
  accounts: string[] | null;
  regions: string[];
  states: string[];
  types: string[];
  name: string;
  tags: string[];
}

export interface ServerList {
  servers: Server[];
  read: ReadPart[];
  unknown: UnknownPart[];
  /** There are more than were loaded. */
  hasMore: boolean;
}

const pageSize = 1_000;
/** The browser sorts and pages by itself up to here; beyond it one has to filter. */
const pagesMax = 5;

async function fetchServers(wish: ServersWish): Promise<ServerList> {
  if (wish.accounts?.length === 0) return { servers: [], read: [], unknown: [], hasMore: false };
  const list: ServerList = { servers: [], read: [], unknown: [], hasMore: false };
  let after: string | undefined;
  for (let page = 0; page < pagesMax; ++page) {
    const answer = await must(
      api.GET('/api/v1/servers', {
        params: {
          query: {
            limit: pageSize,
            ...(wish.accounts ? { account: wish.accounts } : {}),
            ...(wish.regions.length ? { region: wish.regions } : {}),
            ...(wish.states.length ? { state: wish.states } : {}),
            ...(wish.types.length ? { type: wish.types } : {}),
            ...(wish.tags.length ? { tag: wish.tags } : {}),
            ...(wish.name ? { name: wish.name } : {}),
            ...(after ? { after } : {}),
          },
        },
      }),
    );
    list.servers.push(...(answer.servers as Server[]));
    if (page === 0) Object.assign(list, { read: answer.read, unknown: answer.unknown });
    list.hasMore = answer.next !== undefined;
    if (!answer.next) break;
    after = answer.next;
  }
  return list;
}

export function useServers(wish: ServersWish, isReady = true) {
  const refetchInterval = useNewsInterval();
  return useQuery({
    queryKey: ['servers', wish],
    queryFn: () => fetchServers(wish),
    enabled: isReady,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
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

export function pathOf(server: ServerKey): string {
  return `/servers/${server.account}/${server.region}/${server.id}`;
}
