// Mails before a stop, with what their links may do, and the check before a fire.
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useText } from '../../text/language';
import { noticesText } from '../notices/text';
import { editorText } from './editor-text';
import { leaveOnChoices, type NoticeDraft, type NoticeProblem, noticeProblems } from './notice-form';

interface Props {
  draft: NoticeDraft;
  onChange: (draft: NoticeDraft) => void;
  error: string | undefined;
}

export function NoticeField({ draft, onChange, error }: Props) {
  const t = useText(editorText).notice;
  const choices = useText(noticesText).choices;
  const problems = noticeProblems(draft);
  const wrong = (...names: NoticeProblem[]) => {
    const found = names.find((name) => problems.includes(name));
    return found && t.problems[found];
  };
  const set = (part: Partial<NoticeDraft>) => onChange({ ...draft, ...part });
  return (
    <FormField stretch errorText={error}>
      <SpaceBetween size="m">
        <Checkbox
          checked={draft.isOn}
          description={t.isOnText}
          onChange={({ detail }) => set({ isOn: detail.checked })}
        >
          {t.isOn}
        </Checkbox>
        {draft.isOn && (
          <>
            <div className="m-two">
              <FormField label={t.to} description={t.toHelp} errorText={wrong('to', 'nobody')}>
                <Textarea
                  rows={2}
                  spellcheck={false}
                  value={draft.to}
                  onChange={({ detail }) => set({ to: detail.value })}
                />
              </FormField>
              <FormField label={t.ownerTag} description={t.ownerTagHelp}>
                <Input
                  value={draft.ownerTag}
                  placeholder={t.ownerTagExample}
                  onChange={({ detail }) => set({ ownerTag: detail.value })}
                />
              </FormField>
              <FormField label={t.minutes} errorText={wrong('minutes')}>
                <Input type="number" value={draft.minutes} onChange={({ detail }) => set({ minutes: detail.value })} />
              </FormField>
              <FormField label={t.maxHours} errorText={wrong('maxHours')}>
                <Input
                  type="number"
                  value={draft.maxHours}
                  onChange={({ detail }) => set({ maxHours: detail.value })}
                />
              </FormField>
            </div>
            <FormField label={t.choices} description={t.choicesHelp}>
              {leaveOnChoices.map((choice) => (
                <Checkbox
                  key={choice}
                  checked={draft.choices.includes(choice)}
                  onChange={({ detail }) =>
                    set({
                      choices: leaveOnChoices.filter((one) =>
                        one === choice ? detail.checked : draft.choices.includes(one),
                      ),
                    })
                  }
                >
                  {choices[choice]}
                </Checkbox>
              ))}
            </FormField>
          </>
        )}
        <FormField label={t.preflight} description={t.preflightHelp} errorText={wrong('preflight')}>
          <Input type="number" value={draft.preflight} onChange={({ detail }) => set({ preflight: detail.value })} />
        </FormField>
      </SpaceBetween>
    </FormField>
  );
}
