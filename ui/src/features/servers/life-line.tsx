// A server's last days on one axis of time, and the same as a list.
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { actorName } from '../../format/actor';
import { startOfDay, dayOf } from '../../format/days';
import { zoneName } from '../../format/format';
import { useFormats, useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { barSign, Legend, type Sign } from '../../widgets/legend';
import { ProblemAlert } from '../../widgets/problem';
import { SmallRows } from '../../widgets/small-rows';
import { Moment } from '../../widgets/time';
import { operationsText } from '../operations/text';
import { useDecisions } from '../schedules/queries';
import { reasonText } from '../schedules/reason-text';
import { schedulesText } from '../schedules/text';
import { type Life, lifeOf } from './life';
import { lifeText } from './life-text';
import type { ServerDetail } from './queries';
import { serversText } from './text';

const hour = 3_600_000;
const spans = { day: 24 * hour, week: 7 * 24 * hour, month: 30 * 24 * hour } as const;
type SpanName = keyof typeof spans;
/** Of the span, after now. */
const ahead = 0.04;

interface Event {
  at: number;
  key: string;
  words: string;
  href?: string;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Everything of a life in words, newest first. */
function useEvents(life: Life, nameOf: (schedule: string) => string): Event[] {
  const t = useText(lifeText);
  const s = useText(schedulesText);
  const o = useText(operationsText);
  const states = useText(serversText).states;
  const language = useLanguage();
  const formats = useFormats();
  const stateOf = (state: string | null) => (state ? (states[state] ?? state) : t.unknown);
  const events: Event[] = [
    ...life.states
      .filter((one) => one.begin > life.begin)
      .map((one) => ({ at: one.begin, key: `state ${one.begin}`, words: t.seen(stateOf(one.state)) })),
    ...life.changes.map(({ at, paths }) => ({
      at,
      key: `change ${at}`,
      words: `${t.changed}: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? '…' : ''}`,
      href: '?tab=versions',
    })),
    ...life.decisions.map(({ at, decision }) => ({
      at,
      key: `decision ${at} ${decision.schedule}`,
      words: `${s.actions[decision.action as keyof typeof s.actions] ?? decision.action}: ${reasonText(decision.reason, nameOf, language)} (${s.outcomesOfDecision[decision.outcome]})`,
      href: '?tab=schedules',
    })),
    ...life.operations
      .filter(({ begin }) => begin > life.begin)
      .map(({ begin, operation }) => ({
        at: begin,
        key: operation.id,
        words: `${o.kinds[operation.kind] ?? operation.kind}, ${t.asked(actorName(operation.by.name, language) || o.actors[operation.by.kind ?? ''] || t.unknown)}`,
        href: `/operations/${operation.id}`,
      })),
    ...(life.override
      ? [
          {
            at: life.override.begin,
            key: 'override',
            words: `${s.overridden(life.override.of.state === 'running' ? s.on : s.off, formats.instant(life.override.of.until))}: ${life.override.of.reason}`,
            href: '?tab=schedules',
          },
        ]
      : []),
  ];
  return events.sort((a, b) => b.at - a.at);
}

/** Midnights of the reader's zone, or every sixth hour of one day; few enough to be read on a phone. */
function ticksOf(life: Life, name: SpanName, zone: string): number[] {
  const days = name === 'month' ? 5 : 1;
  const first = dayOf(iso(life.begin), zone)!;
  const starts = Array.from({ length: 33 / days }, (_, index) => Date.parse(startOfDay(first, zone, index * days)!));
  const ticks =
    name === 'day'
      ? starts.slice(0, 2).flatMap((start) => [0, 6, 12, 18].map((hours) => start + hours * hour))
      : starts;
  // Its words need room.
  return ticks.filter((at) => at >= life.begin && at < life.now);
}

const laneHeight = 14;

function Lane({ label, now, children }: { label: string; now: string; children: React.ReactNode }) {
  return (
    <>
      <div className="m-life-label">{label}</div>
      <svg className="m-life-lane" width="100%" height={laneHeight} aria-hidden="true">
        <line className="m-life-rule" x1="0" x2="100%" y1={laneHeight / 2} y2={laneHeight / 2} />
        {children}
        <line className="m-life-now" x1={now} x2={now} y1="-2" y2={laneHeight + 2} />
      </svg>
    </>
  );
}

const classOfState: Record<string, string> = {
  running: 'm-bar-on',
  stopped: 'm-life-off',
  pending: 'm-bar-held',
  stopping: 'm-bar-held',
};

function Drawing({ life, span, events }: { life: Life; span: SpanName; events: Event[] }) {
  const t = useText(lifeText);
  const language = useLanguage();
  const formats = useFormats();
  const share = (at: number) => (100 * (at - life.begin)) / (life.end - life.begin);
  const x = (at: number) => `${share(at).toFixed(3)}%`;
  const width = (one: { begin: number; end: number }) => `${(share(one.end) - share(one.begin)).toFixed(3)}%`;
  const tick = new Intl.DateTimeFormat(
    language,
    span === 'day'
      ? { timeZone: formats.zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : { timeZone: formats.zone, day: '2-digit', month: language === 'en' ? 'short' : '2-digit' },
  );
  const ticks = ticksOf(life, span, formats.zone);
  return (
    <div role="img" aria-label={t.drawn(events.length)} className="m-life">
      <Lane now={x(life.now)} label={t.lanes.state}>
        {life.states.map((one) => (
          <rect
            key={one.begin}
            className={classOfState[one.state ?? ''] ?? 'm-life-other'}
            x={x(one.begin)}
            width={width(one)}
            // Not by colour alone: what is off is drawn thin.
            y={one.state === 'stopped' ? laneHeight / 2 - 2 : 1}
            height={one.state === 'stopped' ? 4 : laneHeight - 2}
          />
        ))}
      </Lane>
      {life.override && (
        <Lane now={x(life.now)} label={t.lanes.override}>
          <rect
            className="m-bar-held m-life-override"
            x={x(life.override.begin)}
            width={width(life.override)}
            y="1"
            height={laneHeight - 2}
          />
        </Lane>
      )}
      <Lane now={x(life.now)} label={t.lanes.decisions}>
        {life.decisions.map(({ at, decision }) => (
          <circle
            key={`${at} ${decision.schedule}`}
            className={
              decision.action === 'start'
                ? 'm-life-start'
                : decision.action === 'stop'
                  ? 'm-life-stop'
                  : 'm-life-nothing'
            }
            cx={x(at)}
            cy={laneHeight / 2}
            r="5"
          />
        ))}
      </Lane>
      <Lane now={x(life.now)} label={t.lanes.operations}>
        {life.operations.map((one) => (
          <g key={one.operation.id}>
            <rect className="m-bar-held" x={x(one.begin)} width={width(one)} y="2" height={laneHeight - 4} />
            <rect className="m-bar-held" x={x(one.begin)} width="4" y="1" height={laneHeight - 2} />
          </g>
        ))}
      </Lane>
      <Lane now={x(life.now)} label={t.lanes.changes}>
        {life.changes.map(({ at }) => (
          <rect key={at} className="m-life-change" x={x(at)} width="4" y="1" height={laneHeight - 2} />
        ))}
      </Lane>
      <svg className="m-life-axis" width="100%" height="20" aria-hidden="true">
        <line className="m-life-now" x1={x(life.now)} x2={x(life.now)} y1="0" y2="5" />
        {ticks.map((at) => (
          <g key={at}>
            <line className="m-life-tick" x1={x(at)} x2={x(at)} y1="0" y2="5" />
            <text x={x(at)} y="17" dx="2">
              {tick.format(at)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function LifeLegend() {
  const t = useText(lifeText).legend;
  const actions = useText(schedulesText).actions;
  const dot = (name: string, words: string): Sign => ({
    words,
    width: 12,
    mark: <circle className={name} cx="6" cy="6" r="5" />,
  });
  return (
    <Legend
      signs={[
        barSign('m-bar-on', t.on, 10),
        barSign('m-life-off', t.off, 4),
        barSign('m-bar-held', t.moving, 10),
        dot('m-life-start', actions.start),
        dot('m-life-stop', actions.stop),
        dot('m-life-nothing', actions.none),
        { words: t.now, width: 8, mark: <line className="m-life-now" x1="4" x2="4" y1="0" y2="12" /> },
        { words: t.unknown },
      ]}
    />
  );
}

export function LifeLine({ server }: { server: ServerDetail }) {
  const t = useText(lifeText);
  const language = useLanguage();
  const formats = useFormats();
  // By the minute, so that it does not move under the eye.
  const now = Math.ceil(useNow() / 60_000) * 60_000;
  const [span, setSpan] = useState<SpanName>('week');
  const [isListed, setListed] = useState(false);
  const query = useDecisions(server);
  const known = query.data;
  const names = new Map(known?.schedules.map((one) => [one.id, one.name]));
  for (const one of known?.decisions ?? []) if (one.schedule_name) names.set(one.schedule, one.schedule_name);
  const life = lifeOf(server, known, { begin: now - spans[span], now, end: now + ahead * spans[span] });
  const events = useEvents(life, (id) => names.get(id) ?? id);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t.description(zoneName(formats.zone, language))}
          actions={
            <SegmentedControl
              label={t.span}
              selectedId={span}
              options={(['day', 'week', 'month'] as const).map((id) => ({ id, text: t.spans[id] }))}
              onChange={({ detail }) => setSpan(detail.selectedId as SpanName)}
            />
          }
        >
          {t.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Drawing life={life} span={span} events={events} />
        <LifeLegend />
        {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
        {known && life.knownFrom > life.begin && (
          <Box color="text-body-secondary">{t.partly(formats.instant(iso(life.knownFrom)))}</Box>
        )}
        <ExpandableSection
          headerText={t.list(events.length)}
          expanded={isListed}
          onChange={({ detail }) => setListed(detail.expanded)}
        >
          {isListed && (
            <SmallRows
              label={t.title}
              items={events}
              trackBy={(one) => one.key}
              empty={known ? t.none : <Box color="text-body-secondary">{query.isError ? t.unknown : '…'}</Box>}
              columns={[
                { id: 'at', header: t.when, cell: (one) => <Moment at={iso(one.at)} /> },
                {
                  id: 'what',
                  header: t.what,
                  cell: (one) => (one.href ? <Link href={one.href}>{one.words}</Link> : one.words),
                },
              ]}
            />
          )}
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
