// Where money can be saved by switching off, each with its evidence and one way to do it. Shown only where there is
// something to say.
import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMay } from '../../app/session';
import { moneyText } from '../../format/money';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { pathOf } from '../servers/queries';
import { type Opportunities, type Opportunity, pathOfNewSchedule, type Savings } from './queries';
import { CommitmentsNote } from './commitments';
import { savingsText } from './text';
import { UnknownPrice } from './unknown-price';

const keyOf = (one: Opportunity) => ({ id: one.server, account: one.account, region: one.region });

/** What the judgement rests on, so that one can disagree. */
function Evidence({ one }: { one: Opportunity }) {
  const t = useText(savingsText);
  const formats = useFormats();
  const days = Math.floor(one.known_hours / 24);
  const parts = [
    t.outside(formats.number(one.outside_hours_per_week)),
    one.look.key === undefined ? t.fromName(one.look.word) : t.fromTag(one.look.key, one.look.text),
    t.known(t.days(days)),
    ...(one.paid_percent > 0 ? [t.paid(formats.number(one.paid_percent))] : []),
  ];
  return (
    <span className="m-muted">
      <Badge color={one.strength === 'strong' ? 'green' : 'grey'}>
        {one.strength === 'strong' ? t.strong : t.weak}
      </Badge>{' '}
      {parts.join(' · ')}
    </span>
  );
}

function Row({ one, mayWrite }: { one: Opportunity; mayWrite: boolean }) {
  const t = useText(savingsText);
  const language = useLanguage();
  const formats = useFormats();
  const name = one.name ?? one.server;
  const stays = one.stays_per_month ? t.stays(moneyText(one.stays_per_month, language)) : t.staysUnknown;
  const dated = one.price.read_at ? `${t.pricesOf(formats.day(one.price.read_at))}; ${stays}` : stays;
  return (
    <div className="m-row">
      <div>
        <Link href={pathOf(keyOf(one))}>{name}</Link> {t.row(formats.number(one.hours_per_week))}
        <div>
          {one.saving_per_month ? (
            <>
              <b>{t.proposal(moneyText(one.saving_per_month, language))}</b> <span className="m-muted">({dated})</span>
            </>
          ) : (
            <>
              {t.price}: <UnknownPrice price={one.price} />
            </>
          )}
        </div>
        <Evidence one={one} />
      </div>
      {mayWrite && (
        <Button href={pathOfNewSchedule([keyOf(one)])} ariaLabel={t.scheduleOne(name)}>
          {t.schedule}
        </Button>
      )}
    </div>
  );
}

function Others({ list }: { list: Opportunities }) {
  const t = useText(savingsText);
  const shown = list.other_schedulers.slice(0, 5);
  const left = list.other_schedulers_total - shown.length;
  return (
    <Alert type="warning" header={t.others}>
      {t.othersText}
      <ul className="m-list">
        {shown.map((one) => (
          <li key={`${one.account} ${one.region} ${one.server}`}>
            <Link href={pathOf({ id: one.server, account: one.account, region: one.region })}>
              {one.name ?? one.server}
            </Link>
            : {t.otherOf(one.scheduler.name ?? t.otherUnknown, one.scheduler.tag)}
          </li>
        ))}
        {left > 0 && <li>{t.more(left)}</li>}
      </ul>
    </Alert>
  );
}

function SoFar({ savings }: { savings: Savings }) {
  const t = useText(savingsText);
  const language = useLanguage();
  return (
    <div>
      <Box variant="awsui-key-label">{t.soFar}</Box>
      <Box fontSize="heading-l" fontWeight="bold">
        {savings.saving ? moneyText(savings.saving, language) : t.unknown}
      </Box>
      <div className="m-muted">
        {t.soFarText(savings.servers)}
        {savings.unknown_prices > 0 && savings.saving && <> {t.withoutUnknown(savings.unknown_prices)}</>}
      </div>
    </div>
  );
}

/** Whether there is anything to show. */
export function hasContent(list: Opportunities | undefined, savings: Savings | undefined): boolean {
  return (list?.total ?? 0) > 0 || (list?.other_schedulers_total ?? 0) > 0 || (savings?.servers ?? 0) > 0;
}

export function OpportunitiesBox(props: { list: Opportunities | undefined; savings: Savings | undefined }) {
  const { list, savings } = props;
  const t = useText(savingsText);
  const language = useLanguage();
  const mayWrite = useMay('server.switch');
  const shown = list?.opportunities ?? [];
  const known = list ? list.total - list.unknown_prices : 0;
  const summary = () => {
    if (!list || list.total === 0) return undefined;
    if (!list.saving_per_month) return t.titleUnknown(list.total);
    const text = t.titleText(moneyText(list.saving_per_month, language), known);
    return list.unknown_prices > 0 ? `${text}. ${t.withoutUnknown(list.unknown_prices)}` : text;
  };
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          description={summary()}
          actions={
            mayWrite &&
            shown.length > 1 && (
              <Button href={pathOfNewSchedule(shown.map(keyOf))}>{t.scheduleAll(shown.length)}</Button>
            )
          }
        >
          {t.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {savings && savings.servers > 0 && <SoFar savings={savings} />}
        {shown.map((one) => (
          <Row key={`${one.account} ${one.region} ${one.server}`} one={one} mayWrite={mayWrite} />
        ))}
        {list && list.total > shown.length && <div className="m-muted">{t.more(list.total - shown.length)}</div>}
        {list && list.other_schedulers_total > 0 && <Others list={list} />}
        {list && shown.length > 0 && (
          <div className="m-muted">
            <CommitmentsNote of={list.commitments} />
          </div>
        )}
      </SpaceBetween>
    </Container>
  );
}
