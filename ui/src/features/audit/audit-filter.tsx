import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useSearchParams } from 'react-router';
import type { AuditRecord } from '../../api/open-shapes';
import { usePeople } from '../../app/people';
import { useText } from '../../text/language';
import { listTokens, type Token, withListTokens } from '../../widgets/address-tokens';
import { SpanPicker } from '../../widgets/span-picker';
import { filterNames } from './queries';
import { auditText } from './text';

export function AuditFilterBar({ records }: { records: readonly AuditRecord[] }) {
  const t = useText(auditText);
  const f = t.filters;
  const [params, setParams] = useSearchParams();
  const people = usePeople(records.map((one) => one.content?.actor.name));
  const words: Record<string, string> = { ...t.actions, ...t.families };
  const list = (text: (value: string) => string): PropertyFilterProps.ExtendedOperator<string[]> => ({
    operator: '=',
    tokenType: 'enum',
    format: (values) => [values].flat().map(text).join(', '),
  });
  const properties: PropertyFilterProps.FilteringProperty[] = [
    {
      key: 'action',
      propertyLabel: f.action,
      groupValuesLabel: f.actions,
      operators: [list((one) => words[one] ?? one)],
    },
    { key: 'actor', propertyLabel: f.actor, groupValuesLabel: f.actors, operators: [list(String)] },
  ];
  const options: PropertyFilterProps.FilteringOption[] = [
    ...Object.entries(words)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([value, label]) => ({ propertyKey: 'action', value, label })),
    ...people.map((value) => ({ propertyKey: 'actor', value, label: value })),
  ];
  const search = params.get('q');
  const tokens: Token[] = [...listTokens(params, filterNames), ...(search ? [{ operator: ':', value: search }] : [])];
  return (
    <div className="m-filters" data-search>
      <PropertyFilter
        query={{ operation: 'and', tokens }}
        onChange={({ detail }) =>
          setParams((present) => withListTokens(present, detail.tokens, filterNames), { replace: true })
        }
        filteringProperties={properties}
        filteringOptions={options}
        filteringPlaceholder={f.placeholder}
        filteringAriaLabel={f.label}
        hideOperations
        expandToViewport
      />
      <SpanPicker />
    </div>
  );
}
