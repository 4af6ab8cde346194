// Pulls a brake over everything, a customer or an account, or lifts one.
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import type { Pause } from '../../api/open-shapes';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { useAccounts, useCustomers } from '../accounts/queries';
import { TextField } from '../identity/fields';
import { policyText } from './text';

type Scope = Pause['scope'];
const scopes: Scope[] = ['everything', 'customer', 'account'];

function ScopeFields(props: {
  scope: Scope;
  id: string;
  error: string | undefined;
  onChange: (scope: Scope, id: string) => void;
}) {
  const t = useText(policyText);
  const customers = useCustomers();
  const accounts = useAccounts();
  const named = props.scope === 'customer' ? customers : accounts;
  const options = (named.data ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      <FormField label={t.scope}>
        <RadioGroup
          value={props.scope}
          onChange={({ detail }) => props.onChange(detail.value as Scope, '')}
          items={scopes.map((value) => ({ value, label: t.scopes[value] }))}
        />
      </FormField>
      {props.scope !== 'everything' && (
        <FormField label={t.scopes[props.scope]} errorText={props.error}>
          <Select
            options={options}
            selectedOption={options.find((one) => one.value === props.id) ?? null}
            statusType={named.isPending ? 'loading' : named.isError ? 'error' : 'finished'}
            placeholder={t.choose}
            empty={t.nothingToChoose}
            filteringType="auto"
            onChange={({ detail }) => props.onChange(props.scope, detail.selectedOption.value!)}
          />
        </FormField>
      )}
    </>
  );
}

/** Null: a new pause; else that one is lifted. */
export function BrakeDialog({ pause, onClose }: { pause: Pause | null; onClose: () => void }) {
  const t = useText(policyText);
  const queries = useQueryClient();
  const [target, setTarget] = useState<{ scope: Scope; id: string }>({ scope: 'everything', id: '' });
  const [reason, setReason] = useState('');
  const { scope, id } = pause ?? target;
  const where = { scope, ...(id ? { id } : {}), reason };
  const change = useAsk(
    () =>
      pause
        ? must(api.DELETE('/api/v1/pauses', { params: { query: where } }))
        : must(api.POST('/api/v1/pauses', { body: where })),
    () => {
      void queries.invalidateQueries({ queryKey: ['pauses'] });
      onClose();
    },
  );
  const title = pause ? t.resume : t.pause;
  const isReady = pause !== null || (reason.trim() !== '' && (scope === 'everything' || id !== ''));
  return (
    <Confirm
      title={title}
      action={title}
      isBusy={change.isBusy}
      isDisabled={!isReady}
      error={change.errorBeside('id', 'reason')}
      onConfirm={() => change.ask(undefined)}
      onDismiss={onClose}
    >
      {!pause && (
        <ScopeFields
          {...target}
          error={change.errorOf('id')}
          onChange={(next, one) => setTarget({ scope: next, id: one })}
        />
      )}
      <TextField label={t.reason} value={reason} onChange={setReason} error={change.errorOf('reason')} autoFocus />
    </Confirm>
  );
}
