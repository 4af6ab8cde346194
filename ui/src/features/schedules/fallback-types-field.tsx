// Types that are tried one after the other where AWS has no room for the wished one.
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useText } from '../../text/language';
import { editorText } from './editor-text';
import type { ScheduleDraft } from './queries';

const typesMax = 5;

export function settingsOfTypes(
  types: readonly string[],
): Pick<NonNullable<ScheduleDraft['settings']>, 'fallback_types'> {
  const written = types.map((one) => one.trim()).filter(Boolean);
  return written.length > 0 ? { fallback_types: written } : {};
}

interface Props {
  /** In the order in which they are tried. */
  types: string[];
  onChange: (types: string[]) => void;
  error: string | undefined;
}

export function FallbackTypesField({ types, onChange, error }: Props) {
  const t = useText(editorText).fallback;
  const without = (index: number) => types.filter((_, other) => other !== index);
  const earlier = (index: number) => without(index).toSpliced(index - 1, 0, types[index]!);
  return (
    <FormField stretch label={t.label} description={t.help} errorText={error}>
      <SpaceBetween size="xs">
        {types.map((type, index) => (
          <div key={index} className="m-type-line">
            <span className="m-muted">{index + 1}.</span>
            <Input
              ariaLabel={t.nth(index + 1)}
              placeholder="m5a.large"
              spellcheck={false}
              value={type}
              onChange={({ detail }) => onChange(types.with(index, detail.value))}
            />
            <Button
              iconName="angle-up"
              variant="icon"
              ariaLabel={t.earlier(index + 1)}
              disabled={index === 0}
              onClick={() => onChange(earlier(index))}
            />
            <Button
              iconName="remove"
              variant="icon"
              ariaLabel={t.remove(index + 1)}
              onClick={() => onChange(without(index))}
            />
          </div>
        ))}
        <Button iconName="add-plus" disabled={types.length >= typesMax} onClick={() => onChange([...types, ''])}>
          {t.add}
        </Button>
      </SpaceBetween>
    </FormField>
  );
}
