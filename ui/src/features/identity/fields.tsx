// Inputs that several pages of the room share.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { allZones, zoneName } from '../../format/format';
import { type Language, useLanguage, useText } from '../../text/language';
import { identityText } from './text';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
  constraint?: string;
  error?: string | undefined;
  type?: 'text' | 'email' | 'password';
  autoComplete?: string;
  autoFocus?: boolean;
  inputMode?: 'text' | 'numeric';
  disabled?: boolean;
  name?: string;
  spellcheck?: boolean;
}

export function TextField(props: TextFieldProps) {
  return (
    <FormField label={props.label} description={props.help} constraintText={props.constraint} errorText={props.error}>
      <Input
        value={props.value}
        type={props.type ?? 'text'}
        name={props.name}
        autoComplete={props.autoComplete ?? false}
        autoFocus={props.autoFocus}
        inputMode={props.inputMode}
        disabled={props.disabled}
        spellcheck={props.spellcheck ?? props.type === undefined}
        onChange={({ detail }) => props.onChange(detail.value)}
      />
    </FormField>
  );
}

export const passwordLeast = 12;

interface NewPasswordProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

export function NewPasswordField({ label, value, onChange, error }: NewPasswordProps) {
  const t = useText(identityText);
  const missing = passwordLeast - [...value].length;
  return (
    <TextField
      label={label ?? t.password}
      type="password"
      autoComplete="new-password"
      value={value}
      onChange={onChange}
      constraint={value && missing > 0 ? t.tooShort(missing) : t.passwordHelp}
      error={error}
    />
  );
}

export function LanguageField({ value, onChange }: { value: Language; onChange: (value: Language) => void }) {
  const t = useText(identityText);
  const options = (['pt-BR', 'en'] as const).map((one) => ({ value: one, label: t.languages[one] }));
  return (
    <FormField label={t.language}>
      <Select
        options={options}
        selectedOption={options.find((one) => one.value === value)!}
        onChange={({ detail }) => onChange(detail.selectedOption.value as Language)}
      />
    </FormField>
  );
}

export function ZoneField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useText(identityText);
  const language = useLanguage();
  const options = allZones(value).map((zone) => ({
    value: zone,
    label: zone === 'America/Sao_Paulo' ? `${zoneName(zone, language)} (${zone})` : zone.replaceAll('_', ' '),
    filteringTags: [zoneName(zone, language)],
  }));
  return (
    <FormField label={t.zone} description={t.zoneHelp}>
      <Select
        options={options}
        selectedOption={options.find((one) => one.value === value)!}
        onChange={({ detail }) => onChange(detail.selectedOption.value!)}
        filteringType="auto"
        filteringPlaceholder={t.find}
        filteringAriaLabel={t.find}
        virtualScroll
      />
    </FormField>
  );
}
