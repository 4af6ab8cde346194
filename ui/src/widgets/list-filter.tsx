// A filter whose values are chosen from lists, with a span of time beside it; both stand in the address.
import PropertyFilter from '@cloudscape-design/components/property-filter';
import { useAddress } from './address';
import { listTokens, type Token, withListTokens } from './address-tokens';
import { SpanPicker } from './span-picker';

interface ListProperty {
  /** Its name in the address. */
  key: string;
  label: string;
  /** What its values are called together. */
  group: string;
  values: readonly string[];
  text: (value: string) => string;
}

interface ListFilterProps {
  label: string;
  placeholder: string;
  properties: readonly ListProperty[];
  /** What is typed without a property is looked for, as `q`. */
  withSearch?: boolean;
}

export function ListFilter({ label, placeholder, properties, withSearch = false }: ListFilterProps) {
  const [params, setParams] = useAddress();
  const names = properties.map((one) => one.key);
  const search = withSearch && params.get('q');
  const tokens: Token[] = [...listTokens(params, names), ...(search ? [{ operator: ':', value: search }] : [])];
  return (
    <div className="m-filters" data-search>
      <PropertyFilter
        query={{ operation: 'and', tokens }}
        onChange={({ detail }) => setParams((present) => withListTokens(present, detail.tokens, names))}
        filteringProperties={properties.map((one) => ({
          key: one.key,
          propertyLabel: one.label,
          groupValuesLabel: one.group,
          operators: [
            {
              operator: '=',
              tokenType: 'enum',
              format: (values: string[]) => [values].flat().map(one.text).join(', '),
            },
          ],
        }))}
        filteringOptions={properties.flatMap((one) =>
          one.values.map((value) => ({ propertyKey: one.key, value, label: one.text(value) })),
        )}
        filteringPlaceholder={placeholder}
        filteringAriaLabel={label}
        hideOperations
        expandToViewport
        disableFreeTextFiltering={!withSearch}
      />
      <SpanPicker />
    </div>
  );
}
