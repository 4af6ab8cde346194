// The columns of the list: what is shown and which of them the API sorts by.
import type { TableProps } from '@cloudscape-design/components/table';
import Link from '@cloudscape-design/components/link';
import type { Formats } from '../../format/format';
import { Age } from '../../widgets/time';
import { OpportunityMark, type OpportunityOf } from '../savings/opportunity-mark';
import { HourlyPrice } from '../savings/server-cost';
import type { SavingsText } from '../savings/text';
import { pathOf, type Server } from './queries';
import { ServerState } from './state';
import type { ServersText } from './text';

export interface Column {
  id: string;
  header: string;
  cell: (server: Server) => React.ReactNode;
  /** At first; whoever looks may drag it. */
  width: number;
  isShown: boolean;
}

/** Tags of AWS's own and the name say nothing that another column does not. */
export function tagsText(server: Server): string {
  return Object.entries(server.tags)
    .filter(([key]) => key !== 'Name' && !key.startsWith('aws:'))
    .map(([key, value]) => (value ? `${key}: ${value}` : key))
    .join(', ');
}

export function columnsOf(
  t: ServersText,
  savings: SavingsText,
  formats: Formats,
  opportunityOf: OpportunityOf,
): Column[] {
  const c = t.columns;
  const column = (
    id: string,
    header: string,
    text: (server: Server) => string,
    more: Partial<Column> = {},
  ): Column => ({ id, header, cell: (server) => text(server) || '–', width: 110, isShown: true, ...more });
  const mono = (text: (server: Server) => string) => (server: Server) =>
    text(server) ? <span className="m-mono">{text(server)}</span> : '–';
  // What is shown at first fits a screen of 1440 pixels beside the navigation.
  return [
    column('name', c.name, (one) => one.name ?? '', {
      cell: (one) => <Link href={pathOf(one)}>{one.name ?? <span className="m-mono">{one.id}</span>}</Link>,
      width: 160,
    }),
    column('state', c.state, (one) => (one.state ? (t.states[one.state] ?? one.state) : t.states.unknown!), {
      cell: (one) => <ServerState server={one} />,
    }),
    column('type', c.type, (one) => one.type ?? '', { width: 115 }),
    column('account', c.account, (one) => one.account_name ?? one.account, { width: 155 }),
    column('region', c.region, (one) => one.region, { width: 105 }),
    column('opportunity', savings.markColumn, () => '', {
      cell: (one) => <OpportunityMark server={one} opportunityOf={opportunityOf} none="–" />,
      width: 185,
    }),
    column('zone', c.zone, (one) => one.zone ?? '', { isShown: false }),
    column('private_ip', c.private_ip, (one) => one.private_ip ?? '', {
      cell: mono((one) => one.private_ip ?? ''),
      isShown: false,
      width: 150,
    }),
    column('public_ip', c.public_ip, (one) => one.public_ip ?? '', {
      cell: mono((one) => one.public_ip ?? ''),
      isShown: false,
      width: 150,
    }),
    column('tags', c.tags, tagsText, { width: 220, isShown: false }),
    column('id', c.id, (one) => one.id, { cell: mono((one) => one.id), width: 190, isShown: false }),
    column('platform', c.platform, (one) => one.platform ?? '', { isShown: false }),
    column('lifecycle', c.lifecycle, (one) => t.lifecycles[one.lifecycle ?? ''] ?? one.lifecycle ?? '', {
      isShown: false,
    }),
    column('price', savings.column, () => '', { cell: (one) => <HourlyPrice server={one} />, isShown: false }),
    column('launched', c.launched, (one) => (one.launch_time ? formats.instant(one.launch_time) : ''), {
      isShown: false,
      width: 190,
    }),
    column('changed', c.changed, (one) => (one.changed_at ? formats.instant(one.changed_at) : ''), {
      cell: (one) => (one.changed_at ? <Age at={one.changed_at} /> : '–'),
      isShown: false,
    }),
    column('observed', c.observed, (one) => formats.instant(one.observed_at, 'second'), {
      cell: (one) => <Age at={one.observed_at} />,
      width: 95,
    }),
  ];
}

/** What the API can sort by; addresses, tags and the like are only shown. */
export const sortable: readonly string[] = [
  'name',
  'state',
  'type',
  'account',
  'region',
  'zone',
  'id',
  'launched',
  'changed',
  'observed',
];

export function isSortable(column: Column): boolean {
  return sortable.includes(column.id);
}

export function tableColumns(columns: readonly Column[]): TableProps.ColumnDefinition<Server>[] {
  return columns.map((column, index) => ({
    id: column.id,
    header: column.header,
    cell: column.cell,
    width: column.width,
    minWidth: 80,
    ...(isSortable(column) ? { sortingField: column.id } : {}),
    isRowHeader: index === 0,
  }));
}
