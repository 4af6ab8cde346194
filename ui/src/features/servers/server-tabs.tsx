// What AWS describes of a server, in parts.
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { CopyBlock, Copyable } from '../../widgets/copyable';
import { Rows } from '../../widgets/rows';
import { Moment } from '../../widgets/time';
import { shellText } from '../../app/text';
import type { InstanceDocument, ServerDetail } from './queries';
import { serversText } from './text';

interface TabProps {
  server: ServerDetail;
}

export function ConfigurationTab({ server }: TabProps) {
  const t = useText(serversText);
  const unknown = useText(shellText).unknown;
  const s = t.server;
  const d = server.document;
  const text = (value: string | undefined) => value ?? <span className="m-muted">{unknown}</span>;
  const flag = (value: boolean | undefined) => (value === undefined ? text(undefined) : value ? s.yes : s.no);
  const items: KeyValuePairsProps.Item[] = [
    { label: t.columns.platform, value: text(d.PlatformDetails ?? server.platform ?? undefined) },
    { label: s.architecture, value: text(d.Architecture) },
    { label: s.image, value: d.ImageId ? <Copyable text={d.ImageId} /> : text(undefined) },
    { label: s.key, value: d.KeyName ?? s.none },
    { label: s.profile, value: d.IamInstanceProfile?.Arn ? <Copyable text={d.IamInstanceProfile.Arn} /> : s.none },
    { label: t.columns.lifecycle, value: text(t.lifecycles[server.lifecycle ?? ''] ?? server.lifecycle) },
    { label: s.monitoring, value: text(s.monitorings[d.Monitoring?.State ?? ''] ?? d.Monitoring?.State) },
    { label: s.hibernation, value: flag(d.HibernationOptions?.Configured) },
    {
      label: s.imds,
      value: text(
        d.MetadataOptions?.HttpTokens &&
          (d.MetadataOptions.HttpTokens === 'required' ? s.imdsRequired : s.imdsOptional),
      ),
    },
    { label: s.ebsOptimized, value: flag(d.EbsOptimized) },
    { label: s.tenancy, value: text(d.Placement?.Tenancy) },
    {
      label: t.columns.launched,
      value: server.launch_time ? <Moment at={server.launch_time} /> : text(undefined),
    },
  ];
  if (d.Operator?.Managed) items.push({ label: s.byService, value: d.Operator.Principal ?? s.yes });
  return <KeyValuePairs columns={4} minColumnWidth={180} items={items} />;
}

type Interface = NonNullable<InstanceDocument['NetworkInterfaces']>[number];

export function NetworkTab({ server }: TabProps) {
  const s = useText(serversText).server;
  const d = server.document;
  const addressesOf = (one: Interface) =>
    (one.PrivateIpAddresses ?? []).map((address) => (
      <div key={address.PrivateIpAddress} className="m-mono m-nowrap">
        {address.PrivateIpAddress}
        {address.Association?.PublicIp && ` → ${address.Association.PublicIp} `}
        {address.Association?.PublicIp && (
          <Badge color={address.Association.IpOwnerId === 'amazon' ? 'grey' : 'blue'}>
            {address.Association.IpOwnerId === 'amazon' ? s.automatic : s.elastic}
          </Badge>
        )}
      </div>
    ));
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={3}
        minColumnWidth={200}
        items={[
          { label: s.vpc, value: d.VpcId ? <Copyable text={d.VpcId} /> : s.none },
          { label: s.subnet, value: d.SubnetId ? <Copyable text={d.SubnetId} /> : s.none },
          {
            label: s.groups,
            value: d.SecurityGroups?.length
              ? d.SecurityGroups.map((one) => (
                  <div key={one.GroupId}>
                    {one.GroupName} <span className="m-mono m-muted">{one.GroupId}</span>
                  </div>
                ))
              : s.none,
          },
        ]}
      />
      <Table<Interface>
        variant="embedded"
        contentDensity="compact"
        header={<Box variant="h3">{s.interfaces}</Box>}
        items={d.NetworkInterfaces ?? []}
        empty={s.none}
        columnDefinitions={[
          {
            id: 'id',
            header: s.interface,
            cell: (one) => <span className="m-mono">{one.NetworkInterfaceId}</span>,
            isRowHeader: true,
          },
          { id: 'addresses', header: `IP`, cell: addressesOf },
          { id: 'subnet', header: s.subnet, cell: (one) => <span className="m-mono">{one.SubnetId}</span> },
          {
            id: 'groups',
            header: s.groups,
            cell: (one) => (one.Groups ?? []).map((group) => group.GroupName).join(', '),
          },
        ]}
      />
    </SpaceBetween>
  );
}

type Mapping = NonNullable<InstanceDocument['BlockDeviceMappings']>[number];
type Volume = NonNullable<ServerDetail['volumes']>[number];

/** The last part of a key's ARN is what people know it by. */
function keyName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

export function DisksTab({ server }: TabProps) {
  const s = useText(serversText).server;
  const unknown = <span className="m-muted">{useText(shellText).unknown}</span>;
  const formats = useFormats();
  const d = server.document;
  const volumes = new Map((server.volumes ?? []).map((one) => [one.id, one]));
  /** A dash is said of what the disk has none of; what no sweep has seen is unknown. */
  const ofVolume = (tell: (volume: Volume) => ReactNode) => (one: Mapping) => {
    const volume = volumes.get(one.Ebs?.VolumeId ?? '');
    return volume ? tell(volume) : unknown;
  };
  const flag = (value: boolean | null | undefined) => (value == null ? unknown : value ? s.yes : s.no);
  const speed = ({ iops, throughput }: Volume) => {
    const parts = [iops && s.iops(formats.number(iops)), throughput && s.throughput(formats.number(throughput))];
    return parts.filter(Boolean).join(' · ') || '–';
  };
  const key = ({ encrypted, kms_key: arn }: Volume) => {
    if (arn) return <Copyable text={keyName(arn)} />;
    return encrypted === false ? '–' : unknown;
  };
  return (
    <Rows<Mapping>
      variant="embedded"
      label={s.disks}
      items={d.BlockDeviceMappings ?? []}
      trackBy={(one) => one.DeviceName ?? ''}
      empty={s.none}
      columns={[
        {
          id: 'device',
          header: s.device,
          cell: (one) => (
            <>
              <span className="m-mono">{one.DeviceName}</span>{' '}
              {one.DeviceName === d.RootDeviceName && <Badge>{s.root}</Badge>}
            </>
          ),
        },
        {
          id: 'volume',
          header: s.volume,
          cell: (one) => (one.Ebs?.VolumeId ? <Copyable text={one.Ebs.VolumeId} /> : unknown),
        },
        {
          id: 'size',
          header: s.size,
          cell: ofVolume((one) =>
            one.size_gib ? <span className="m-nowrap">{formats.number(one.size_gib)} GiB</span> : unknown,
          ),
        },
        { id: 'type', header: s.diskType, cell: ofVolume((one) => one.type ?? unknown) },
        { id: 'speed', header: s.speed, cell: ofVolume(speed) },
        { id: 'encrypted', header: s.encrypted, cell: ofVolume((one) => flag(one.encrypted)) },
        { id: 'key', header: s.diskKey, cell: ofVolume(key) },
        {
          id: 'attached',
          header: s.attached,
          cell: (one) => (one.Ebs?.AttachTime ? <Moment at={one.Ebs.AttachTime} /> : unknown),
        },
        {
          id: 'delete',
          header: s.deleteWith,
          cell: (one) => flag(one.Ebs?.DeleteOnTermination),
        },
      ]}
    />
  );
}

export function TagsTab({ server }: TabProps) {
  const s = useText(serversText).server;
  const entries = Object.entries(server.tags).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return <span className="m-muted">{s.noTags}</span>;
  return (
    <KeyValuePairs
      columns={4}
      minColumnWidth={180}
      items={entries.map(([label, value]) => ({ label, value: value || '–' }))}
    />
  );
}

export function DocumentTab({ server }: TabProps) {
  const s = useText(serversText).server;
  const copy = useText(shellText).copy;
  return (
    <SpaceBetween size="s">
      <Box variant="p">{s.documentText}</Box>
      <CopyBlock text={JSON.stringify(server.document, null, 2)} label={copy} />
    </SpaceBetween>
  );
}
