import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useText } from '../../text/language';
import { useAccounts, useAllCustomers } from '../accounts/queries';
import { type Limits, limitedTo } from './limits';
import { identityText } from './text';

interface Named {
  id: string;
  name: string;
}

interface IdsProps {
  label: string;
  placeholder: string;
  empty: string;
  all: Named[] | undefined;
  chosen: string[];
  onChange: (ids: string[]) => void;
}

function Ids({ label, placeholder, empty, all, chosen, onChange }: IdsProps) {
  // What was removed since keeps its id: it can be taken out, and not put in again.
  const gone = chosen.filter((id) => !all?.some((one) => one.id === id)).map((id) => ({ id, name: id }));
  const options = [...(all ?? []), ...gone].map((one) => ({ value: one.id, label: one.name }));
  return (
    <FormField label={label} stretch>
      <Multiselect
        options={options}
        selectedOptions={options.filter((one) => chosen.includes(one.value))}
        onChange={({ detail }) => onChange(detail.selectedOptions.map((one) => one.value ?? ''))}
        placeholder={placeholder}
        empty={empty}
        statusType={all === undefined ? 'loading' : 'finished'}
        filteringType="auto"
        expandToViewport
      />
    </FormField>
  );
}

interface LimitsFieldProps {
  value: Limits;
  onChange: (limits: Limits) => void;
  error?: string | undefined;
}

/** Which customers and accounts a role is for. */
export function LimitsField({ value, onChange, error }: LimitsFieldProps) {
  const t = useText(identityText).limits;
  const customers = useAllCustomers();
  const accounts = useAccounts();
  // An archived one that is chosen already keeps its name.
  const offered = customers.data?.filter((one) => !one.archived_at || limitedTo(value).customers.includes(one.id));
  return (
    <SpaceBetween size="m">
      <FormField label={t.title} errorText={error} stretch>
        <RadioGroup
          value={value === null ? 'all' : 'some'}
          onChange={({ detail }) => onChange(detail.value === 'all' ? null : { customers: [], accounts: [] })}
          items={[
            { value: 'all', label: t.all },
            { value: 'some', label: t.some, description: t.someText },
          ]}
        />
      </FormField>
      {value !== null && (
        <>
          <Ids
            label={t.customers}
            placeholder={t.chooseCustomers}
            empty={t.noCustomers}
            all={offered}
            chosen={limitedTo(value).customers}
            onChange={(ids) => onChange({ ...limitedTo(value), customers: ids })}
          />
          <Ids
            label={t.accounts}
            placeholder={t.chooseAccounts}
            empty={t.noAccounts}
            all={accounts.data}
            chosen={limitedTo(value).accounts}
            onChange={(ids) => onChange({ ...limitedTo(value), accounts: ids })}
          />
        </>
      )}
    </SpaceBetween>
  );
}
