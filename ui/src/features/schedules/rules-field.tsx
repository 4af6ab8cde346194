// The hours of a week as a grid and as text, side by side, on a phone as a list per day; what says more than that as sentences, and all of it as JSON.
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useNarrow } from '../../widgets/narrow';
import { DayButtons } from './day-buttons';
import { DayList } from './day-list';
import { RuleDialog } from './rule-dialog';
import { anyRuleWords } from './rule-words';
import { editorText } from './editor-text';
import { schedulesText } from './text';
import { gridOf, hoursOf, partsOf, type Preset, presets, repainted, type Rule, rulesOf, type WeekWindow } from './week';
import { WeekGrid } from './week-grid';

/** Windows of a week and what says more than those, or all of it as text. */
export type RulesDraft = { kind: 'week'; windows: WeekWindow[]; others: Rule[] } | { kind: 'text'; text: string };

export function draftOf(rules: readonly Rule[]): RulesDraft {
  return { kind: 'week', ...partsOf(rules) };
}

/** Null where nothing can be made of it yet. */
export function rulesOfDraft(draft: RulesDraft): Rule[] | null {
  if (draft.kind === 'week') {
    const whole = draft.windows.every((one) => one.days.length > 0 && one.begin !== '' && one.end !== '');
    return draft.windows.length + draft.others.length > 0 && whole
      ? [...rulesOf(draft.windows), ...draft.others]
      : null;
  }
  try {
    const rules: unknown = JSON.parse(draft.text);
    return Array.isArray(rules) ? (rules as Rule[]) : null;
  } catch {
    return null;
  }
}

interface Props {
  draft: RulesDraft;
  /** The schedule's, which all times are of. */
  zone: string;
  onChange: (draft: RulesDraft) => void;
  error: string | undefined;
}

function WindowLine({
  of,
  onChange,
  onRemove,
}: {
  of: WeekWindow;
  onChange: (of: WeekWindow) => void;
  onRemove: () => void;
}) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  return (
    <div className="m-window">
      <FormField label={t.begin}>
        <Input
          value={of.begin}
          placeholder="08:00"
          inputMode="numeric"
          onChange={({ detail }) => onChange({ ...of, begin: detail.value })}
        />
      </FormField>
      <FormField label={t.end}>
        <Input
          value={of.end}
          placeholder="19:00"
          inputMode="numeric"
          onChange={({ detail }) => onChange({ ...of, end: detail.value })}
        />
      </FormField>
      <FormField label={t.onDays}>
        <DayButtons chosen={of.days} onChange={(days) => onChange({ ...of, days })} />
      </FormField>
      <Button iconName="remove" variant="icon" ariaLabel={e.removeWindow} onClick={onRemove} />
    </div>
  );
}

function WeekFields({ windows, onChange }: { windows: WeekWindow[]; onChange: (windows: WeekWindow[]) => void }) {
  const e = useText(editorText);
  const formats = useFormats();
  const isNarrow = useNarrow();
  const grid = gridOf(windows);
  const replace = (index: number, by: WeekWindow[]) =>
    onChange([...windows.slice(0, index), ...by, ...windows.slice(index + 1)]);
  return (
    <SpaceBetween size="m">
      {isNarrow ? (
        <DayList windows={windows} onChange={onChange} />
      ) : (
        <FormField description={e.gridHelp} stretch>
          <WeekGrid grid={grid} onChange={(next) => onChange(repainted(windows, next))} />
        </FormField>
      )}
      {/* Beside a list of days only those of no day yet. */}
      {windows.map(
        (one, index) =>
          (!isNarrow || one.days.length === 0) && (
            <WindowLine
              key={index}
              of={one}
              onChange={(next) => replace(index, [next])}
              onRemove={() => replace(index, [])}
            />
          ),
      )}
      <SpaceBetween direction="horizontal" size="m" alignItems="center">
        {!isNarrow && (
          <Button iconName="add-plus" onClick={() => onChange([...windows, { days: [], begin: '', end: '' }])}>
            {e.addWindow}
          </Button>
        )}
        <span className="m-muted">{e.hoursAWeek(formats.number(hoursOf(grid)))}</span>
      </SpaceBetween>
    </SpaceBetween>
  );
}

function OtherRules({ rules, zone, onChange }: { rules: Rule[]; zone: string; onChange: (rules: Rule[]) => void }) {
  const e = useText(editorText);
  const language = useLanguage();
  const [isAdding, setAdding] = useState(false);
  return (
    <SpaceBetween size="xs">
      {rules.length > 0 && (
        <FormField label={e.otherRules} description={zone}>
          <ul className="m-list">
            {rules.map((rule, index) => (
              <li key={index}>
                {anyRuleWords(rule, language)}{' '}
                <Button
                  iconName="remove"
                  variant="inline-icon"
                  ariaLabel={`${e.removeRule}: ${anyRuleWords(rule, language)}`}
                  onClick={() => onChange(rules.filter((_, at) => at !== index))}
                />
              </li>
            ))}
          </ul>
        </FormField>
      )}
      <Button onClick={() => setAdding(true)}>{e.addRule}</Button>
      {isAdding && (
        <RuleDialog
          zone={zone}
          onAdd={(rule) => {
            onChange([...rules, { ...rule }]);
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </SpaceBetween>
  );
}

export function RulesField({ draft, zone, onChange, error }: Props) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const choose = (kind: string) => {
    if (kind === draft.kind) return;
    const rules = rulesOfDraft(draft);
    if (kind === 'text') return onChange({ kind: 'text', text: JSON.stringify(rules ?? [], null, 2) });
    if (rules) onChange(draftOf(rules));
  };
  const isWeek = draft.kind === 'week' || rulesOfDraft(draft) !== null;
  return (
    <FormField stretch errorText={error}>
      <SpaceBetween size="m">
        <div className="m-row">
          <SegmentedControl
            label={e.writtenAs}
            selectedId={draft.kind}
            options={[
              { id: 'week', text: t.week, disabled: !isWeek },
              { id: 'text', text: e.advanced },
            ]}
            onChange={({ detail }) => choose(detail.selectedId)}
          />
          <ButtonDropdown
            items={(Object.keys(presets) as Preset[]).map((id) => ({ id, text: e.preset[id] }))}
            onItemClick={({ detail }) => onChange({ kind: 'week', windows: presets[detail.id as Preset], others: [] })}
          >
            {e.presets}
          </ButtonDropdown>
        </div>
        {draft.kind === 'week' ? (
          <SpaceBetween size="xs">
            <WeekFields windows={draft.windows} onChange={(windows) => onChange({ ...draft, windows })} />
            <OtherRules rules={draft.others} zone={zone} onChange={(others) => onChange({ ...draft, others })} />
          </SpaceBetween>
        ) : (
          <FormField
            stretch
            label={e.advanced}
            description={e.advancedText}
            errorText={rulesOfDraft(draft) === null ? e.notJson : undefined}
          >
            <Textarea
              rows={12}
              spellcheck={false}
              value={draft.text}
              onChange={({ detail }) => onChange({ kind: 'text', text: detail.value })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </FormField>
  );
}
