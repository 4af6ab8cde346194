// In lists of servers: whether switching off would save money, how much, and the way to a schedule that does it.
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Where } from '../../app/scope';
import { useSession, useMay } from '../../app/session';
import { moneyText } from '../../format/money';
import { useLanguage, useText } from '../../text/language';
import { keyOf, type ServerKey } from '../servers/queries';
import { allOpportunitiesQuery, type Opportunity, pathOfNewSchedule } from './queries';
import { savingsText } from './text';
import { UnknownPrice } from './unknown-price';

/** Of a server: its opportunity, null where there is none, undefined where that is not known. */
export type OpportunityOf = (server: ServerKey) => Opportunity | null | undefined;

export function useOpportunityOf(where: Where, isReady: boolean): OpportunityOf {
  const { zone } = useSession().user;
  const list = useQuery({
    ...allOpportunitiesQuery(where, zone),
    enabled: isReady && where.accounts?.length !== 0,
  }).data;
  return useMemo(() => {
    const known = new Map(list?.opportunities.map((one) => [keyOf({ ...one, id: one.server }), one]));
    return (server) => known.get(keyOf(server)) ?? (list?.isWhole ? null : undefined);
  }, [list]);
}

interface Props {
  server: ServerKey & { name?: string | null };
  opportunityOf: OpportunityOf;
  /** What stands where there is none. */
  none: React.ReactNode;
}

export function OpportunityMark({ server, opportunityOf, none }: Props) {
  const t = useText(savingsText);
  const language = useLanguage();
  const may = useMay('policy.write');
  const one = opportunityOf(server);
  if (one === null) return <>{none}</>;
  if (one === undefined) return <span className="m-muted">{t.unknown}</span>;
  const name = server.name ?? server.id;
  const evidence = one.strength === 'strong' ? t.strong : t.weak;
  const path = pathOfNewSchedule([server]);
  if (!one.saving_per_month)
    return (
      <span title={evidence}>
        {t.price}: <UnknownPrice price={one.price} />{' '}
        {may && (
          <Link href={path} ariaLabel={t.scheduleOne(name)}>
            {t.schedule}
          </Link>
        )}
      </span>
    );
  const words = t.mark(moneyText(one.saving_per_month, language));
  return (
    <span title={evidence}>
      {may ? (
        <Link href={path} ariaLabel={`${words}. ${t.scheduleOne(name)}`}>
          {words}
        </Link>
      ) : (
        words
      )}
    </span>
  );
}
