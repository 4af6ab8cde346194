// What a server costs: in a line, in a list's column, and part by part.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { moneyText, priceText, type Money } from '../../format/money';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import type { ServerKey } from '../servers/queries';
import { CommitmentsNote } from './commitments';
import { costQuery, type CostPart, type ServerCost } from './queries';
import { savingsText } from './text';
import { UnknownPrice } from './unknown-price';

function serverPrice(cost: ServerCost) {
  return cost.parts.find((part) => part.thing === 'server' || part.thing === 'database')?.price;
}

function Amount({ money, cost, isPrice }: { money: Money | null; cost: ServerCost; isPrice?: boolean }) {
  const language = useLanguage();
  if (!money) return <UnknownPrice price={cost.parts.find((part) => part.price.unknown)?.price} />;
  return <>{isPrice ? priceText(money, language) : moneyText(money, language)}</>;
}

/** A cell of the list: what an hour of the server costs. */
export function HourlyPrice({ server }: { server: ServerKey }) {
  const t = useText(savingsText);
  const language = useLanguage();
  const { data, isError } = useQuery(costQuery(server));
  if (!data) return <span className="m-muted">{isError ? t.unknown : '…'}</span>;
  const price = serverPrice(data);
  if (!price?.amount || !price.currency) return <UnknownPrice price={price} />;
  return <>{priceText({ amount: price.amount, currency: price.currency }, language)}</>;
}

function Parts({ cost }: { cost: ServerCost }) {
  const t = useText(savingsText);
  const language = useLanguage();
  const formats = useFormats();
  const quantity = (part: CostPart) =>
    part.thing === 'storage' ? `${formats.number(part.quantity)} GiB` : formats.number(part.quantity);
  return (
    <Rows
      variant="embedded"
      label={t.parts}
      items={cost.parts}
      trackBy={(part) => `${part.thing} ${part.id ?? ''}`}
      columns={[
        {
          id: 'part',
          header: t.part,
          cell: (part) => (
            <>
              {t.things[part.thing]} {part.id && <span className="m-mono">{part.id}</span>}
            </>
          ),
        },
        { id: 'quantity', header: t.quantity, cell: quantity },
        {
          id: 'price',
          header: t.price,
          cell: (part) =>
            part.price.amount && part.price.currency ? (
              <>
                {priceText({ amount: part.price.amount, currency: part.price.currency }, language)}{' '}
                {(part.price.unit && t.units[part.price.unit]) ?? part.price.unit}
                <div className="m-muted">{part.price.read_at && t.pricesOf(formats.day(part.price.read_at))}</div>
              </>
            ) : (
              <UnknownPrice price={part.price} />
            ),
        },
        {
          id: 'month',
          header: t.month,
          cell: (part) => (part.per_month ? moneyText(part.per_month, language) : <UnknownPrice price={part.price} />),
        },
        { id: 'off', header: t.whenOff, cell: (part) => (part.ends_when_off ? t.ends : t.goesOn) },
      ]}
    />
  );
}

function Summary({ cost }: { cost: ServerCost }) {
  const t = useText(savingsText);
  const formats = useFormats();
  const { history } = cost;
  return (
    <KeyValuePairs
      columns={3}
      minColumnWidth={180}
      items={[
        {
          label: t.perHour,
          value: (
            <>
              <Amount money={cost.hourly} cost={cost} isPrice />
              <div className="m-muted">{t.billed[cost.billed_by]}</div>
              {cost.paid_percent > 0 && <div className="m-muted">{t.paid(formats.number(cost.paid_percent))}</div>}
            </>
          ),
        },
        { label: t.perMonth, value: <Amount money={cost.always_on_per_month} cost={cost} /> },
        { label: t.offPerMonth, value: <Amount money={cost.stays_per_month} cost={cost} /> },
        { label: t.saved, value: <Amount money={cost.month.saving} cost={cost} /> },
        {
          label: t.habit,
          value: history ? (
            t.habitText(formats.number(history.hours_per_week), formats.instant(history.known_from))
          ) : (
            <span className="m-muted">{t.unknown}</span>
          ),
        },
      ]}
    />
  );
}

/** Whether another program switches the server as well. */
export function OtherSchedulerNotice({ server }: { server: ServerKey }) {
  const t = useText(savingsText);
  const other = useQuery(costQuery(server)).data?.other_scheduler;
  if (!other) return null;
  return (
    <Alert type="warning" header={t.others}>
      {t.otherOf(other.name ?? t.otherUnknown, other.tag)}. {t.fight}
    </Alert>
  );
}

/** Of the server's page. */
export function CostTab({ server }: { server: ServerKey }) {
  const t = useText(savingsText);
  const query = useQuery(costQuery(server));
  const cost = query.data;
  if (query.isError && !cost) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (!cost) return <span className="m-muted">…</span>;
  return (
    <SpaceBetween size="l">
      <Summary cost={cost} />
      <Parts cost={cost} />
      <Box color="text-body-secondary">
        {t.costText}. <CommitmentsNote of={cost.commitments} />
      </Box>
    </SpaceBetween>
  );
}

/** "US$ 0,10 por hora" beside what else a server is. */
export function CostLine({ server }: { server: ServerKey }) {
  const t = useText(savingsText);
  const cost = useQuery(costQuery(server)).data;
  if (!cost) return <span className="m-muted">…</span>;
  return (
    <>
      <Amount money={cost.hourly} cost={cost} isPrice />
      {cost.always_on_per_month && (
        <div className="m-muted">
          {t.perMonth}: <Amount money={cost.always_on_per_month} cost={cost} />
        </div>
      )}
    </>
  );
}
