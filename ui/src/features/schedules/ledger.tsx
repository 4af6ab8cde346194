// What schedules decided for a server and why, in plain words, with what was seen afterwards; and what keeps it so now.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Moment } from '../../widgets/time';
import { databasesText } from '../databases/text';
import { isDatabase } from '../servers/queries';
import { serversText } from '../servers/text';
import { LocalMoment } from './marks';
import { waitText } from './order-form';
import { orderText } from './order-text';
import { OverrideDialog } from './override-dialog';
import { useDecisions, useReadSchedulesAgain } from './queries';
import { reasonText } from './reason-text';
import { schedulesText } from './text';

interface Props {
  server: { id: string; account: string; region: string };
}

export function LedgerTab({ server }: Props) {
  const t = useText(schedulesText);
  const o = useText(orderText);
  const language = useLanguage();
  const formats = useFormats();
  const may = useMay('policy.write');
  const query = useDecisions(server);
  const readAgain = useReadSchedulesAgain();
  const [isKeeping, setKeeping] = useState(false);
  const end = useAsk(
    (override: string) => must(api.DELETE('/api/v1/overrides/{override}', { params: { path: { override } } })),
    readAgain,
  );
  const known = query.data;
  const [ofServers, ofDatabases] = [useText(serversText).states, useText(databasesText).states];
  const states = isDatabase(server) ? ofDatabases : ofServers;
  const names = new Map(known?.schedules.map((one) => [one.id, one.name]));
  for (const one of known?.decisions ?? []) if (one.schedule_name) names.set(one.schedule, one.schedule_name);
  const nameOf = (id: string) => names.get(id) ?? id;
  const kept = known?.override;
  const place = { account: server.account, region: server.region, server: server.id };
  return (
    <SpaceBetween size="m">
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {kept && (
        <Alert
          type="info"
          action={
            may && (
              <Button loading={end.isBusy} onClick={() => end.ask(kept.id)}>
                {t.overrideCancel}
              </Button>
            )
          }
        >
          {t.overridden(kept.state === 'running' ? t.on : t.off, formats.instant(kept.until))}: {kept.reason} (
          {actorName(kept.by, language)}){end.error ? <ProblemAlert error={end.error} /> : null}
        </Alert>
      )}
      {known && (
        <div className="m-row">
          <div>
            {known.schedules.length === 0 ? (
              <span className="m-muted">{t.noSchedules}</span>
            ) : (
              <>
                {t.follows}{' '}
                {known.schedules.map((one, index) => (
                  <span key={one.id}>
                    {index > 0 && ', '}
                    <Link href={`/schedules/${one.id}`}>{one.name}</Link>
                  </span>
                ))}
              </>
            )}
            {known.next_fire && (
              <div>
                {t.nextFire}: <b>{t.actions[known.next_fire.action]}</b>{' '}
                <LocalMoment local={known.next_fire.local} zone={known.next_fire.zone} />
              </div>
            )}
          </div>
          {may && !kept && <Button onClick={() => setKeeping(true)}>{t.overrideSet}</Button>}
        </div>
      )}
      <Rows
        variant="embedded"
        label={t.ledger}
        items={known?.decisions}
        isLoading={query.isPending}
        trackBy={(one) => one.at}
        header={<Header variant="h3">{t.ledger}</Header>}
        empty={<Box color="text-body-secondary">{t.noDecisions}</Box>}
        columns={[
          {
            id: 'at',
            header: t.when,
            cell: (one) =>
              one.local && one.zone ? <LocalMoment local={one.local} zone={one.zone} /> : <Moment at={one.at} />,
          },
          {
            id: 'action',
            header: t.action,
            cell: (one) => t.actions[one.action as keyof typeof t.actions] ?? one.action,
          },
          { id: 'reason', header: t.reason, cell: (one) => reasonText(one.reason, nameOf, language) },
          {
            id: 'outcome',
            header: t.outcome,
            cell: (one) => (
              <>
                {one.operation ? (
                  <Link href={`/operations/${one.operation.id}`}>
                    {one.operation.outcome
                      ? (t.resultOfOne[one.operation.outcome as keyof typeof t.resultOfOne] ?? one.operation.outcome)
                      : t.outcomesOfDecision[one.outcome]}
                  </Link>
                ) : (
                  (waitText(one, o) ?? t.outcomesOfDecision[one.outcome])
                )}
                {one.operation?.observed_state && (
                  <span className="m-muted">
                    {' '}
                    · {t.observedState(states[one.operation.observed_state] ?? one.operation.observed_state)}
                  </span>
                )}
              </>
            ),
          },
        ]}
      />
      {isKeeping && <OverrideDialog servers={[place]} onClose={() => setKeeping(false)} />}
    </SpaceBetween>
  );
}
