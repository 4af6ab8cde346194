import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useSearchParams } from 'react-router';
import { usePeople } from '../../app/people';
import { useText } from '../../text/language';
import { listTokens, withListTokens } from '../../widgets/address-tokens';
import { SpanPicker } from '../../widgets/span-picker';
import { allStates, type OperationSummary } from './queries';
import { operationsText } from './text';

/** Parameters of the address that this filter sets, beside the span of time. */
export const filterNames = ['state', 'kind', 'actor'] as const;

export function OperationsFilter({ operations }: { operations: readonly OperationSummary[] }) {
  const t = useText(operationsText);
  const f = t.filters;
  const [params, setParams] = useSearchParams();
  const people = usePeople(operations.map((one) => one.by.name));
  const list = (words: Record<string, string>): PropertyFilterProps.ExtendedOperator<string[]> => ({
    operator: '=',
    tokenType: 'enum',
    format: (values) =>
      [values]
        .flat()
        .map((one) => words[one] ?? one)
        .join(', '),
  });
  const properties: PropertyFilterProps.FilteringProperty[] = [
    { key: 'state', propertyLabel: f.state, groupValuesLabel: f.states, operators: [list(t.states)] },
    { key: 'kind', propertyLabel: f.kind, groupValuesLabel: f.kinds, operators: [list(t.kinds)] },
    { key: 'actor', propertyLabel: f.actor, groupValuesLabel: f.actors, operators: [list({})] },
  ];
  const options: PropertyFilterProps.FilteringOption[] = [
    ...allStates.map((value) => ({ propertyKey: 'state', value, label: t.states[value] })),
    ...Object.entries(t.kinds).map(([value, label]) => ({ propertyKey: 'kind', value, label })),
    ...people.map((value) => ({ propertyKey: 'actor', value, label: value })),
  ];
  return (
    <div className="m-filters" data-search>
      <PropertyFilter
        query={{ operation: 'and', tokens: listTokens(params, filterNames) }}
        onChange={({ detail }) =>
          setParams((present) => withListTokens(present, detail.tokens, filterNames), { replace: true })
        }
        filteringProperties={properties}
        filteringOptions={options}
        filteringPlaceholder={f.placeholder}
        filteringAriaLabel={f.label}
        hideOperations
        expandToViewport
        disableFreeTextFiltering
      />
      <SpanPicker />
    </div>
  );
}
