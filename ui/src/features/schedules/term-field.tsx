// From which day on a schedule acts, and until which; open where nothing is written.
import FormField from '@cloudscape-design/components/form-field';
import { useText } from '../../text/language';
import { editorText } from './editor-text';

/** Dates such as "2026-11-20", or empty. */
export interface TermDraft {
  from: string;
  until: string;
}

interface Props {
  term: TermDraft;
  onChange: (term: TermDraft) => void;
  errors: { from: string | undefined; until: string | undefined };
}

export function TermField({ term, onChange, errors }: Props) {
  const t = useText(editorText).term;
  return (
    <div className="m-two">
      {(['from', 'until'] as const).map((end) => (
        <FormField key={end} label={t[end]} description={t.help[end]} errorText={errors[end]}>
          <input
            type="date"
            className="m-input"
            aria-label={t[end]}
            aria-invalid={errors[end] !== undefined}
            value={term[end]}
            onChange={(event) => onChange({ ...term, [end]: event.target.value })}
          />
        </FormField>
      ))}
    </div>
  );
}
