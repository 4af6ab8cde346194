// The two choices that a person has for themselves. Apart from the other fields, because lists to choose from are heavy
// and the login has none.
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { allZones, zoneName } from '../../format/format';
import { type Language, useLanguage, useText } from '../../text/language';
import { identityText } from './text';

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
