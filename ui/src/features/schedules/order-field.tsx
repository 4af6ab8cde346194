// Groups that start one after the other, and what must be seen between them.
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useText } from '../../text/language';
import { type OrderDraft, type OrderProblem, orderProblems, type Until, untils } from './order-form';
import { orderText } from './order-text';

interface Props {
  draft: OrderDraft;
  onChange: (draft: OrderDraft) => void;
  error: string | undefined;
}

export function OrderField({ draft, onChange, error }: Props) {
  const t = useText(orderText);
  const problems = orderProblems(draft);
  const wrong = (name: OrderProblem) => (problems.includes(name) ? t.problems[name] : undefined);
  const set = (part: Partial<OrderDraft>) => onChange({ ...draft, ...part });
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
            {draft.groups ? (
              <div>{t.byHand}</div>
            ) : (
              <FormField label={t.tag} description={t.tagHelp} errorText={wrong('tag')}>
                <Input value={draft.tag} onChange={({ detail }) => set({ tag: detail.value })} />
              </FormField>
            )}
            <FormField label={t.until}>
              <RadioGroup
                value={draft.until}
                items={untils.map((value) => ({ value, label: t.untils[value] }))}
                onChange={({ detail }) => set({ until: detail.value as Until })}
              />
            </FormField>
            <div className="m-two">
              {draft.until === 'port' && (
                <>
                  <FormField label={t.port} errorText={wrong('port')}>
                    <Input type="number" value={draft.port} onChange={({ detail }) => set({ port: detail.value })} />
                  </FormField>
                  <FormField label={t.address}>
                    <RadioGroup
                      value={draft.isPublic ? 'public' : 'private'}
                      items={(['private', 'public'] as const).map((value) => ({ value, label: t.addresses[value] }))}
                      onChange={({ detail }) => set({ isPublic: detail.value === 'public' })}
                    />
                  </FormField>
                </>
              )}
              <FormField label={t.minutes} errorText={wrong('minutes')}>
                <Input type="number" value={draft.minutes} onChange={({ detail }) => set({ minutes: detail.value })} />
              </FormField>
            </div>
            <Checkbox
              checked={draft.goesOn}
              description={t.goesOnText}
              onChange={({ detail }) => set({ goesOn: detail.checked })}
            >
              {t.goesOn}
            </Checkbox>
          </>
        )}
      </SpaceBetween>
    </FormField>
  );
}
