// Inputs that several pages of the room share.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useText } from '../../text/language';
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
