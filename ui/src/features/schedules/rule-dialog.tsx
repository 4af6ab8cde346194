// A rule that says more than the week: once, at one time, on days of the month, with a type of server.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { type ReactNode, useState } from 'react';
import { useLanguage, useText } from '../../text/language';
import { Confirm } from '../../widgets/confirm';
import { DayButtons } from './day-buttons';
import { dayKinds, emptyForm, hasDays, isPoint, kinds, mayHaveType, type RuleForm, ruleOfForm } from './rule-form';
import { ruleWords } from './rule-words';
import type { Rule } from './rules';
import { editorText } from './editor-text';
import { schedulesText } from './text';
import { week } from './week';

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly T[];
  textOf: (value: T) => string;
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, textOf, onChange }: ChoiceProps<T>) {
  const optionOf = (one: T) => ({ value: one, label: textOf(one) });
  return (
    <FormField label={label}>
      <Select
        selectedOption={optionOf(value)}
        options={options.map(optionOf)}
        onChange={({ detail }) => onChange(detail.selectedOption.value as T)}
      />
    </FormField>
  );
}

function Typed({
  label,
  value,
  onChange,
  help,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
}) {
  return (
    <FormField label={label} description={help}>
      <Input value={value} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

function DateAndTime({
  label,
  zone,
  value,
  onChange,
}: {
  label: string;
  zone: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useText(schedulesText);
  return (
    <FormField label={label} description={t.untilText(zone)}>
      <input
        type="datetime-local"
        className="m-input"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </FormField>
  );
}

interface FieldsProps {
  form: RuleForm;
  set: (change: Partial<RuleForm>) => void;
}

function DaysFields({ form, set }: FieldsProps) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const f = e.ruleForm;
  return (
    <>
      <Choice
        label={t.onDays}
        value={form.dayKind}
        options={dayKinds}
        textOf={(one) => f.dayKinds[one]}
        onChange={(dayKind) => set({ dayKind })}
      />
      {form.dayKind === 'weekdays' && <DayButtons chosen={form.weekdays} onChange={(weekdays) => set({ weekdays })} />}
      {form.dayKind === 'month_days' && (
        <div className="m-two">
          <Typed
            label={f.monthDays}
            help={f.monthDaysHelp}
            value={form.monthDays}
            onChange={(monthDays) => set({ monthDays })}
          />
          <Choice
            label={f.shortMonths}
            value={form.shortMonths}
            options={['last_day', 'skip'] as const}
            textOf={(one) => f.shortMonthsText[one]}
            onChange={(shortMonths) => set({ shortMonths })}
          />
        </div>
      )}
      {form.dayKind === 'nth' && (
        <div className="m-two">
          <Choice
            label={f.nth}
            value={form.nth}
            options={['1', '2', '3', '4', '-1']}
            textOf={(one) => (one === '-1' ? f.last : `${one}${f.ordinal}`)}
            onChange={(nth) => set({ nth })}
          />
          <Choice
            label={f.weekday}
            value={form.nthDay}
            options={week}
            textOf={(one) => t.days[one]}
            onChange={(nthDay) => set({ nthDay })}
          />
        </div>
      )}
      {form.dayKind === 'nearest_weekday' && (
        <Typed label={f.nearest} value={form.nearest} onChange={(nearest) => set({ nearest })} />
      )}
    </>
  );
}

function TimeFields({ form, set, zone }: FieldsProps & { zone: string }) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const f = e.ruleForm;
  const fields: Record<RuleForm['kind'], ReactNode> = {
    window: (
      <div className="m-two">
        <Typed label={t.begin} help={f.oneEnd} value={form.begin} onChange={(begin) => set({ begin })} />
        <Typed label={t.end} value={form.end} onChange={(end) => set({ end })} />
      </div>
    ),
    once: (
      <div className="m-two">
        <DateAndTime label={t.from} zone={zone} value={form.beginDate} onChange={(beginDate) => set({ beginDate })} />
        <DateAndTime label={t.until} zone={zone} value={form.endDate} onChange={(endDate) => set({ endDate })} />
      </div>
    ),
    at: <Typed label={f.at} value={form.at} onChange={(at) => set({ at })} />,
    at_once: (
      <DateAndTime label={t.when} zone={zone} value={form.beginDate} onChange={(beginDate) => set({ beginDate })} />
    ),
    every: (
      <>
        <div className="m-two">
          <Typed label={f.every} value={form.count} onChange={(count) => set({ count })} />
          <Choice
            label={f.unit}
            value={form.unit}
            options={['hours', 'minutes'] as const}
            textOf={(one) => f.units[one]}
            onChange={(unit) => set({ unit })}
          />
        </div>
        <DateAndTime label={f.first} zone={zone} value={form.beginDate} onChange={(beginDate) => set({ beginDate })} />
      </>
    ),
    cron: <Typed label={f.cron} help={f.cronHelp} value={form.cron} onChange={(cron) => set({ cron })} />,
  };
  return fields[form.kind];
}

export function RuleDialog(props: { zone: string; onAdd: (rule: Rule) => void; onClose: () => void }) {
  const t = useText(schedulesText);
  const e = useText(editorText);
  const f = e.ruleForm;
  const language = useLanguage();
  const [form, setForm] = useState(emptyForm);
  const set = (change: Partial<RuleForm>) => setForm((before) => ({ ...before, ...change }));
  const rule = ruleOfForm(form);
  return (
    <Confirm
      title={e.addRule}
      action={f.add}
      isBusy={false}
      isDisabled={rule === undefined}
      onConfirm={() => rule && props.onAdd(rule)}
      onDismiss={props.onClose}
    >
      <Choice
        label={f.kind}
        value={form.kind}
        options={kinds}
        textOf={(one) => f.kinds[one]}
        onChange={(kind) => set({ kind })}
      />
      {isPoint(form.kind) && (
        <Choice
          label={t.action}
          value={form.action}
          options={['start', 'stop', 'reboot', 'resize'] as const}
          textOf={(one) => t.actions[one]}
          onChange={(action) => set({ action })}
        />
      )}
      <TimeFields form={form} set={set} zone={props.zone} />
      {hasDays(form.kind) && <DaysFields form={form} set={set} />}
      {mayHaveType(form) && (
        <Typed label={f.type} help={f.typeHelp} value={form.type} onChange={(type) => set({ type })} />
      )}
      <div role="status" className="m-muted">
        {rule ? `${ruleWords(rule, language)} (${props.zone})` : f.incomplete}
      </div>
    </Confirm>
  );
}
