import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useState } from 'react';
import { useText } from '../../text/language';
import { useAddress } from '../../widgets/address';
import { useAccounts } from '../accounts/queries';
import { tokensOf, withTokens } from './filter';
import { type Server, useServersToSuggest } from './queries';
import { serversText } from './text';

function unique(values: (string | null | undefined)[]): string[] {
  return [...new Set(values.filter((one): one is string => Boolean(one)))].sort();
}

/**
 * Values that servers have are offered, of the page and, once somebody begins to filter, of all pages; any other can be
 * typed.
 */
export function ServerFilter({ page, inScope }: { page: readonly Server[]; inScope: string[] | null }) {
  const [isUsed, setUsed] = useState(false);
  const servers = useServersToSuggest(inScope, isUsed) ?? page;
  const t = useText(serversText);
  const f = t.filter;
  const [params, setParams] = useAddress();
  const accounts = useAccounts().data ?? [];
  const stateText = (value: unknown): string => t.states[String(value)] ?? String(value);
  const accountText = (value: unknown): string => accounts.find((one) => one.id === value)?.name ?? String(value);
  const list = (text: (value: unknown) => string): PropertyFilterProps.ExtendedOperator<string[]> => ({
    operator: '=',
    tokenType: 'enum',
    format: (values) => (Array.isArray(values) ? values : [values]).map(text).join(', '),
  });
  const properties: PropertyFilterProps.FilteringProperty[] = [
    { key: 'name', propertyLabel: f.name, groupValuesLabel: f.names, operators: [':'], defaultOperator: ':' },
    {
      key: 'address',
      propertyLabel: f.address,
      groupValuesLabel: f.addresses,
      operators: [':'],
      defaultOperator: ':',
    },
    { key: 'state', propertyLabel: f.state, groupValuesLabel: f.states, operators: [list(stateText)] },
    { key: 'type', propertyLabel: f.type, groupValuesLabel: f.types, operators: [list(String)] },
    { key: 'tag', propertyLabel: f.tag, groupValuesLabel: f.tags, operators: ['='] },
    { key: 'account', propertyLabel: f.account, groupValuesLabel: f.accounts, operators: [list(accountText)] },
    { key: 'region', propertyLabel: f.region, groupValuesLabel: f.regions, operators: [list(String)] },
  ];
  const options: PropertyFilterProps.FilteringOption[] = [
    ...['running', 'stopped', 'pending', 'stopping', 'terminated'].map((value) => ({
      propertyKey: 'state',
      value,
      label: stateText(value),
    })),
    ...unique(servers.flatMap((one) => [one.private_ip, one.public_ip]))
      .slice(0, 300)
      .map((value) => ({ propertyKey: 'address', value, label: value })),
    ...unique(servers.map((one) => one.type)).map((value) => ({ propertyKey: 'type', value, label: value })),
    ...unique(servers.map((one) => one.region)).map((value) => ({ propertyKey: 'region', value, label: value })),
    ...accounts.map((one) => ({ propertyKey: 'account', value: one.id, label: one.name })),
    ...unique(
      servers.flatMap((one) =>
        Object.entries(one.tags).flatMap(([key, value]) => (key === 'Name' ? [] : [`${key}:${value}`])),
      ),
    )
      .slice(0, 300)
      .map((value) => ({ propertyKey: 'tag', value, label: value })),
  ];
  return (
    <div data-search onFocus={() => setUsed(true)}>
      <PropertyFilter
        query={{ operation: 'and', tokens: tokensOf(params) }}
        onChange={({ detail }) => setParams((present) => withTokens(present, detail.tokens))}
        filteringProperties={properties}
        filteringOptions={options}
        filteringPlaceholder={f.placeholder}
        filteringAriaLabel={f.label}
        hideOperations
        expandToViewport
        disableFreeTextFiltering={false}
      />
    </div>
  );
}
