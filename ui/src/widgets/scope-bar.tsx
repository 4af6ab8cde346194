// Customers, accounts and regions that the page is about.
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import { useScope } from '../app/scope';
import { shellText } from '../app/text';
import { useAccounts, useCustomers } from '../features/accounts/queries';
import { regionName } from '../features/accounts/regions';
import { useLanguage, useText } from '../text/language';
import { useNarrow } from './narrow';

type Options = MultiselectProps.Option[];

/** All, or which. */
function told(all: string, options: Options, values: string[]): string {
  if (values.length === 0) return all;
  return chosen(options, values)
    .map((one) => one.label)
    .join(', ');
}

function chosen(options: Options, values: string[]): Options {
  return values.map((value) => options.find((one) => one.value === value) ?? { value, label: value });
}

export function ScopeBar() {
  const t = useText(shellText).scope;
  const language = useLanguage();
  const isNarrow = useNarrow();
  const [scope, setScope] = useScope();
  const accounts = useAccounts().data ?? [];
  const customers = useCustomers().data ?? [];
  const customerOptions = customers.map((one) => ({ value: one.id, label: one.name }));
  const accountOptions = accounts
    .filter((one) => scope.customers.length === 0 || scope.customers.includes(one.customer?.id ?? ''))
    .map((one) => ({
      value: one.id,
      label: one.name,
      ...(one.aws_account_id ? { description: one.aws_account_id } : {}),
    }));
  const enabled = accounts.flatMap((one) => one.regions.filter((region) => region.state !== 'not_enabled'));
  const regionOptions = [...new Set(enabled.map((one) => one.region ?? ''))]
    .filter(Boolean)
    .sort()
    .map((region) => ({ value: region, label: region, description: regionName(region, language) }));

  const select = (label: string, all: string, options: Options, values: string[], set: (values: string[]) => void) => (
    <Multiselect
      ariaLabel={label}
      placeholder={all}
      options={options}
      selectedOptions={chosen(options, values)}
      onChange={({ detail }) => set(detail.selectedOptions.map((one) => one.value!))}
      filteringType="auto"
      filteringPlaceholder={t.filter}
      empty={t.none}
      inlineTokens
    />
  );
  const summary = [
    ...(customers.length > 0 ? [told(t.allCustomers, customerOptions, scope.customers)] : []),
    told(t.allAccounts, accountOptions, scope.accounts),
    told(t.allRegions, regionOptions, scope.regions),
  ].join(' · ');
  const bar = (
    <div className="m-scope" role="group" aria-label={t.label}>
      {customers.length > 0 &&
        select(t.customers, t.allCustomers, customerOptions, scope.customers, (values) =>
          setScope({ ...scope, customers: values, accounts: [] }),
        )}
      {select(t.accounts, t.allAccounts, accountOptions, scope.accounts, (values) =>
        setScope({ ...scope, accounts: values }),
      )}
      {select(t.regions, t.allRegions, regionOptions, scope.regions, (values) =>
        setScope({ ...scope, regions: values }),
      )}
    </div>
  );
  // On a phone one line says what is in view; three fields would be a third of the screen.
  return isNarrow ? <ExpandableSection headerText={summary}>{bar}</ExpandableSection> : bar;
}
