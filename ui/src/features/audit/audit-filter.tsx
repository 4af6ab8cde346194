import type { AuditRecord } from '../../api/open-shapes';
import { usePeople } from '../../app/people';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { ListFilter } from '../../widgets/list-filter';
import { auditText } from './text';

export function AuditFilterBar({ records }: { records: readonly AuditRecord[] }) {
  const t = useText(auditText);
  const f = t.filters;
  const language = useLanguage();
  const people = usePeople(records.map((one) => one.content?.actor.name));
  const words: Record<string, string> = { ...t.actions, ...t.families };
  const actions = Object.entries(words).sort(([, a], [, b]) => a.localeCompare(b, language));
  return (
    <ListFilter
      label={f.label}
      placeholder={f.placeholder}
      withSearch
      properties={[
        {
          key: 'action',
          label: f.action,
          group: f.actions,
          values: actions.map(([value]) => value),
          text: (one) => words[one] ?? one,
        },
        { key: 'actor', label: f.actor, group: f.actors, values: people, text: (one) => actorName(one, language) },
      ]}
    />
  );
}
