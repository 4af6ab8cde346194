// Rules of a draft that will never do anything, said while it is written.
import Alert from '@cloudscape-design/components/alert';
import { useLanguage, useText } from '../../text/language';
import { editorText } from './editor-text';
import type { Preview, ScheduleDraft } from './queries';
import { anyRuleWords } from './rule-words';

export function Never({ draft, preview }: { draft: ScheduleDraft | null; preview: Preview | undefined }) {
  const t = useText(editorText).never;
  const language = useLanguage();
  const rules = draft?.rules ?? [];
  // What is foreseen may be of the draft before.
  const never = (preview?.never ?? []).filter((one) => one.rule < rules.length);
  if (never.length === 0) return null;
  return (
    <Alert type="warning" header={t.title}>
      <ul className="m-list">
        {never.map((one) => (
          <li key={one.rule}>
            {anyRuleWords(rules[one.rule], language)}: {t.because[one.because]}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
