// Rules of a draft that will never do anything, said while it is written. `preview` is of this draft.
import Alert from '@cloudscape-design/components/alert';
import { zoneName } from '../../format/format';
import { useLanguage, useText } from '../../text/language';
import { editorText } from './editor-text';
import type { Preview, ScheduleDraft } from './queries';
import { anyRuleWords } from './rule-words';

export function Never({ draft, preview }: { draft: ScheduleDraft; preview: Preview }) {
  const t = useText(editorText).never;
  const language = useLanguage();
  const { rules, zone } = draft;
  const never = (preview.never ?? []).filter((one) => one.rule < rules.length);
  if (never.length === 0) return null;
  return (
    <Alert type="warning" header={t.title(zoneName(zone, language))}>
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
