import { useSearchParams } from 'react-router';
import { usePeople } from '../../app/people';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { ListFilter } from '../../widgets/list-filter';
import { allStates, type OperationSummary } from './queries';
import { operationsText } from './text';

export function OperationsFilter({ operations }: { operations: readonly OperationSummary[] }) {
  const t = useText(operationsText);
  const f = t.filters;
  const language = useLanguage();
  const people = usePeople(operations.map((one) => one.by.name));
  const [params] = useSearchParams();
  const states: Record<string, string> = t.states;
  return (
    <ListFilter
      label={f.label}
      placeholder={f.placeholder}
      withSearch
      properties={[
        { key: 'state', label: f.state, group: f.states, values: allStates, text: (one) => states[one] ?? one },
        {
          key: 'kind',
          label: f.kind,
          group: f.kinds,
          values: Object.keys(t.kinds),
          text: (one) => t.kinds[one] ?? one,
        },
        // Ids come with links from servers; whoever types looks for a text in names and ids.
        { key: 'target', label: f.target, group: f.targets, values: params.getAll('target'), text: (one) => one },
        { key: 'actor', label: f.actor, group: f.actors, values: people, text: (one) => actorName(one, language) },
      ]}
    />
  );
}
