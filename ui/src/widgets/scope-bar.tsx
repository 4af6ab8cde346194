// Customers, accounts and regions that the page is about.
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { Suspense, useState } from 'react';
import { useScope } from '../app/scope';
import { shellText } from '../app/text';
import { useAccounts, useCustomers } from '../features/accounts/queries';
import { regionName } from '../features/accounts/regions';
import { useLanguage, useText } from '../text/language';
import { later } from './later';
import { useNarrow } from './narrow';
import type { ScopeOptions, ScopeSelectProps } from './scope-select';

const select = later(async () => (await import('./scope-select')).ScopeSelect);

/** All, or which. */
function told(all: string, options: ScopeOptions, values: string[]): string {
  if (values.length === 0) return all;
  return values.map((value) => options.find((one) => one.value === value)?.label ?? value).join(', ');
}

/** Most people look at everything: what stands there then looks as the field does, and becomes it when it is pressed. */
function Choice(props: Omit<ScopeSelectProps, 'isOpened'>) {
  const [isOpened, setOpened] = useState(false);
  const text = told(props.all, props.options, props.values);
  const field = (
    <button
      type="button"
      className="m-choice"
      aria-label={`${props.label}: ${text}`}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setOpened(true)}
    >
      <span>{text}</span>
      <svg viewBox="0 0 10 8" width="10" height="8" aria-hidden="true">
        <path d="M0 0h10L5 8z" fill="currentColor" />
      </svg>
    </button>
  );
  if (!isOpened && props.values.length === 0) return field;
  return (
    <Suspense fallback={field}>
      <select.Component {...props} isOpened={isOpened} />
    </Suspense>
  );
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

  const summary = [
    ...(customers.length > 0 ? [told(t.allCustomers, customerOptions, scope.customers)] : []),
    told(t.allAccounts, accountOptions, scope.accounts),
    told(t.allRegions, regionOptions, scope.regions),
  ].join(' · ');
  const bar = (
    <div className="m-scope" role="group" aria-label={t.label}>
      {customers.length > 0 && (
        <Choice
          label={t.customers}
          all={t.allCustomers}
          options={customerOptions}
          values={scope.customers}
          set={(values) => setScope({ customers: values, accounts: [] })}
        />
      )}
      <Choice
        label={t.accounts}
        all={t.allAccounts}
        options={accountOptions}
        values={scope.accounts}
        set={(values) => setScope({ accounts: values })}
      />
      <Choice
        label={t.regions}
        all={t.allRegions}
        options={regionOptions}
        values={scope.regions}
        set={(values) => setScope({ regions: values })}
      />
    </div>
  );
  // On a phone one line says what is in view; three fields would be a third of the screen.
  return isNarrow ? <ExpandableSection headerText={summary}>{bar}</ExpandableSection> : bar;
}
