// What a schedule would save, for whoever draws one: place it beside the simulator with the answer to
// POST /schedules/estimate.
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Schemas } from '../../api/client';
import { moneyText, type Money } from '../../format/money';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { Rows } from '../../widgets/rows';
import { CommitmentsNote } from './commitments';
import { savingsText } from './text';
import { UnknownPrice } from './unknown-price';

export type ScheduleEstimate = Schemas['Estimate'];

function Sum({ money, unknown }: { money: Money | null; unknown: number }) {
  const t = useText(savingsText);
  const language = useLanguage();
  if (!money) return <span className="m-muted">{t.unknown}</span>;
  return (
    <>
      <b>{moneyText(money, language)}</b>
      {unknown > 0 && <div className="m-muted">{t.estimateUnknown(unknown)}</div>}
    </>
  );
}

/** The oldest reading of a price that the estimate rests on. */
function datedOf(estimate: ScheduleEstimate): string | undefined {
  return estimate.servers
    .flatMap((one) => (one.price.read_at ? [one.price.read_at] : []))
    .sort()
    .at(0);
}

export function Estimate({ estimate }: { estimate: ScheduleEstimate }) {
  const t = useText(savingsText);
  const language = useLanguage();
  const formats = useFormats();
  const read = datedOf(estimate);
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={3}
        minColumnWidth={180}
        items={[
          {
            label: t.estimateMonth,
            value: <Sum money={estimate.saving_per_month} unknown={estimate.unknown_prices} />,
          },
          {
            label: t.estimateHistory,
            value: <Sum money={estimate.saving_per_month_against_history} unknown={estimate.unknown_history} />,
          },
          { label: t.offPerMonth, value: <Sum money={estimate.stays_per_month} unknown={estimate.unknown_stays} /> },
        ]}
      />
      {estimate.databases_without_price > 0 && (
        <Box color="text-body-secondary">{t.databasesWithoutPrice(estimate.databases_without_price)}</Box>
      )}
      <Rows
        variant="embedded"
        label={t.estimate}
        items={estimate.servers}
        trackBy={(one) => `${one.account} ${one.region} ${one.server}`}
        columns={[
          { id: 'server', header: t.things.server!, cell: (one) => one.name ?? one.server },
          { id: 'off', header: t.estimateHours, cell: (one) => formats.number(one.off_hours_per_week) },
          {
            id: 'saving',
            header: t.estimateMonth,
            cell: (one) =>
              one.saving_per_month ? moneyText(one.saving_per_month, language) : <UnknownPrice price={one.price} />,
          },
          {
            id: 'history',
            header: t.estimateHistory,
            cell: (one) =>
              one.saving_per_month_against_history ? (
                moneyText(one.saving_per_month_against_history, language)
              ) : (
                <span className="m-muted">{t.unknown}</span>
              ),
          },
        ]}
      />
      <Box color="text-body-secondary">
        {t.costText}
        {read && `, ${t.pricesOf(formats.day(read))}`}. <CommitmentsNote of={estimate.commitments} />
      </Box>
    </SpaceBetween>
  );
}
