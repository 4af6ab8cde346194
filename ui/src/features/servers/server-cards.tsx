// The list on a phone: cards.
import Cards from '@cloudscape-design/components/cards';
import Link from '@cloudscape-design/components/link';
import { useText } from '../../text/language';
import { Age } from '../../widgets/time';
import { OpportunityMark, type OpportunityOf } from '../savings/opportunity-mark';
import { savingsText } from '../savings/text';
import { AheadLine } from '../schedules/ahead';
import { keyOf, pathOf, type Server } from './queries';
import { ServerState } from './state';
import { serversText } from './text';

export function ServerCards(props: {
  items: Server[];
  isLoading: boolean;
  maySelect: boolean;
  selected: Server[];
  onSelect: (servers: Server[]) => void;
  opportunityOf: OpportunityOf;
  empty: React.ReactNode;
  header: React.ReactNode;
  filter: React.ReactNode;
  pagination: React.ReactNode;
}) {
  const t = useText(serversText);
  const savings = useText(savingsText);
  return (
    <Cards
      items={props.items}
      trackBy={keyOf}
      loading={props.isLoading}
      {...(props.maySelect ? { selectionType: 'multi' as const } : {})}
      selectedItems={props.selected}
      onSelectionChange={({ detail }) => props.onSelect(detail.selectedItems)}
      ariaLabels={{
        itemSelectionLabel: (_, one) => t.select(one.name ?? one.id),
        selectionGroupLabel: t.selectGroup,
      }}
      cardsPerRow={[{ cards: 1 }]}
      cardDefinition={{
        header: (one) => <Link href={pathOf(one)}>{one.name ?? one.id}</Link>,
        sections: [
          { id: 'state', content: (one) => <ServerState server={one} /> },
          {
            id: 'place',
            // One section: an empty one would take room.
            content: (one) => (
              <>
                <div className="m-muted">
                  {[one.type, one.account_name, one.region].filter(Boolean).join(' · ')} ·{' '}
                  {t.columns.observed.toLowerCase()} <Age at={one.observed_at} />
                </div>
                <AheadLine thing={one} />
                {props.opportunityOf(one) && (
                  <div>
                    {savings.markColumn}:{' '}
                    <OpportunityMark server={one} opportunityOf={props.opportunityOf} none={null} />
                  </div>
                )}
              </>
            ),
          },
        ],
      }}
      empty={props.empty}
      header={props.header}
      filter={props.filter}
      pagination={props.pagination}
    />
  );
}
