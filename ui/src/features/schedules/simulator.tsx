// Six weeks of what a schedule would do, day by day, with holidays, changes of the clocks, conflicts and money.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { timeNow } from '../../app/clock';
import { useFormats } from '../../format/use-formats';
import { instantOf } from '../../format/days';
import { Formats, zoneName } from '../../format/format';
import { useLanguage, useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { reasonText as reasonOfRefusal } from '../operations/reason-text';
import { Estimate } from '../savings/estimate';
import { serversText } from '../servers/text';
import { dateIn, daysOf, mondayOf, nextDate, type SimulatedDay } from './bands';
import { firstStopText } from './first-stop-text';
import { type Preview, type ScheduleDraft, type Simulation, useForeseen, useOverrides } from './queries';
import { reasonText } from './reason-text';
import { useSettled } from './settled';
import { schedulesText } from './text';
import { timeOf, week } from './week';

const weeks = 6;

function DayCell({ day }: { day: SimulatedDay }) {
  const t = useText(schedulesText);
  const mark = day.marks[0];
  const kind = mark && { holiday: t.holiday, exception: t.exception, dst: t.dst }[mark.kind];
  const label = mark && (mark.kind === 'dst' ? t.dst : mark.name);
  return (
    <td className={mark ? `m-day m-day-${mark.kind}` : 'm-day'} title={mark ? `${kind}: ${mark.name}` : undefined}>
      <span className="m-day-number">{day.date.slice(8)}</span>
      <svg className="m-day-bar" viewBox="0 0 1440 10" preserveAspectRatio="none" aria-hidden="true">
        <rect className="m-bar-off" width="1440" height="10" />
        {day.spans.map((span) => (
          <rect key={span.from} className="m-bar-on" x={span.from} width={span.to - span.from} height="10" />
        ))}
      </svg>
      <span className="m-heard">
        {day.spans.map((span) => `${timeOf(span.from)}–${timeOf(span.to)}`).join(', ') || t.off}
      </span>
      {label && <span className="m-day-mark">{label}</span>}
    </td>
  );
}

function Weeks({ simulation, first }: { simulation: Simulation; first: string }) {
  const t = useText(schedulesText);
  const language = useLanguage();
  const days = daysOf(simulation.bands, simulation.marks, first, weeks * 7);
  const month = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  return (
    <div className="m-week-scroll">
      <table className="m-weeks">
        <caption className="m-heard">{t.simulator}</caption>
        <thead>
          <tr>
            <td />
            {week.map((day) => (
              <th key={day} scope="col">
                {t.daysShort[day]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: weeks }, (_, index) => (
            <tr key={index}>
              <th scope="row" className="m-muted">
                {month.format(new Date(`${nextDate(first, index * 7)}T00:00:00Z`))}
              </th>
              {days.slice(index * 7, index * 7 + 7).map((day) => (
                <DayCell key={day.date} day={day} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Warnings({ preview }: { preview: Preview }) {
  const t = useText(schedulesText);
  const s = useText(serversText);
  const language = useLanguage();
  const formats = useFormats();
  const names = new Map(preview.targets.map((one) => [one.server, one.name ?? one.server]));
  const nameOf = (server: string) => names.get(server) ?? server;
  // Mostly many servers have the same problem.
  const servers = new Map<string, string[]>();
  for (const { code, text, server } of preview.problems) {
    const loss = s.losses[code];
    const words =
      t.problem[code] ?? (loss ? `${t.firstStopLoses}: ${loss}` : reasonOfRefusal(code, text, language).text);
    servers.set(words, [...(servers.get(words) ?? []), server]);
  }
  return (
    <>
      {preview.problems.length > 0 && (
        <Alert type="warning" header={t.problems}>
          <ul className="m-list">
            {[...servers].slice(0, 10).map(([words, of]) => (
              <li key={words}>
                {words} ({t.approved(of.length)}: {of.slice(0, 5).map(nameOf).join(', ')}
                {of.length > 5 && '…'})
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {preview.conflicts.length > 0 && (
        <Alert type="warning" header={t.conflicts}>
          <ul className="m-list">
            {preview.conflicts.slice(0, 10).map((one) => (
              <li key={one.server}>
                {t.conflict(
                  nameOf(one.server),
                  formats.instant(one.at),
                  t.actions[one.wanted as keyof typeof t.actions] ?? one.wanted,
                  one.schedule_name ?? one.reason.name ?? one.reason.text,
                )}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}

/** Of each kind of decision how many servers, as mostly all agree. */
function WhatIf({ simulation, name }: { simulation: Simulation; name: string }) {
  const t = useText(schedulesText);
  const language = useLanguage();
  const groups = new Map<string, number>();
  for (const server of simulation.servers) {
    if (!server.at || server.at.reason.because === 'nothing') continue;
    const text = `${t.actions[server.at.action]}: ${reasonText(server.at.reason, () => name, language)}`;
    groups.set(text, (groups.get(text) ?? 0) + 1);
  }
  if (groups.size === 0) return <Box color="text-body-secondary">{t.whatIfNothing}</Box>;
  return (
    <ul className="m-list">
      {[...groups].map(([text, count]) => (
        <li key={text}>
          {text} ({t.approved(count)})
        </li>
      ))}
    </ul>
  );
}

function Difference({ simulation }: { simulation: Simulation }) {
  const t = useText(schedulesText);
  const formats = new Formats(useLanguage(), simulation.zone);
  const { added, removed } = simulation.difference!;
  if (added.length + removed.length === 0) return null;
  const line = (text: string, bands: typeof added) =>
    bands.slice(0, 4).map((one) => (
      <li key={text + one.begin}>
        {text}: {formats.instant(one.begin)} – {formats.instant(one.end)}
      </li>
    ));
  return (
    <div>
      <Box variant="awsui-key-label">{t.difference}</Box>
      <ul className="m-list">
        {line(t.added, added)}
        {line(t.removed, removed)}
      </ul>
    </div>
  );
}

/** Servers that somebody keeps on or off for a time: until then the bands are not theirs. */
function Kept({ simulation }: { simulation: Simulation }) {
  const t = useText(schedulesText);
  const f = useText(firstStopText);
  const formats = useFormats();
  const names = new Map(simulation.servers.map((one) => [keyOfPlace(one), one.name ?? one.server]));
  const kept = (useOverrides().data ?? []).filter((one) => names.has(keyOfPlace(one)));
  if (kept.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{f.overrides}</Box>
      <ul className="m-list">
        {kept.map((one) => (
          <li key={one.id}>
            {names.get(keyOfPlace(one))}:{' '}
            {t.overridden(one.state === 'running' ? t.on : t.off, formats.instant(one.until))}
          </li>
        ))}
      </ul>
    </div>
  );
}

function keyOfPlace({ account, region, server }: { account: string; region: string; server: string }): string {
  return `${account} ${region} ${server}`;
}

export function Simulator({ draft, id }: { draft: ScheduleDraft | null; id?: string }) {
  const t = useText(schedulesText);
  const language = useLanguage();
  const [at, setAt] = useState('');
  const settled = useSettled(draft);
  const zone = settled?.zone ?? 'UTC';
  const first = mondayOf(dateIn(zone, new Date(timeNow())));
  const { zone: ownZone } = useFormats();
  const asked = instantOf(at, ownZone) ?? '';
  // A day more on both sides: the first and last midnight are the zone's own.
  const { preview, simulation, estimate } = useForeseen(
    settled,
    id,
    `${nextDate(first, -1)}T00:00:00Z`,
    `${nextDate(first, weeks * 7 + 1)}T00:00:00Z`,
    asked,
  );
  const isForeseen = settled !== null && simulation.data !== undefined;
  return (
    <Container
      header={
        <Header variant="h2" description={isForeseen ? zoneName(simulation.data.zone, language) : undefined}>
          {t.simulator} {simulation.isFetching && <Spinner />}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {settled === null && <Box color="text-body-secondary">{t.simulatorWait}</Box>}
        {settled !== null && simulation.isError && <ProblemAlert error={simulation.error} />}
        {isForeseen && !simulation.isError && (
          <>
            <Weeks simulation={simulation.data} first={first} />
            <Box>
              <b>{simulation.data.total === 0 ? t.noTargets : t.targetsNow(simulation.data.total)}</b>
              {simulation.data.total > 0 && (
                <span className="m-muted">
                  {' '}
                  {simulation.data.servers
                    .slice(0, 8)
                    .map((one) => one.name ?? one.server)
                    .join(', ')}
                  {simulation.data.total > 8 && '…'}
                </span>
              )}
            </Box>
            <Kept simulation={simulation.data} />
            {simulation.data.difference && <Difference simulation={simulation.data} />}
            {preview.data && <Warnings preview={preview.data} />}
            {estimate.data && (
              <div>
                <Box variant="h3">{t.money}</Box>
                <Estimate estimate={estimate.data} />
              </div>
            )}
            <FormField label={t.whatIf} description={t.whatIfText(zoneName(ownZone, language))}>
              <input
                type="datetime-local"
                className="m-input"
                aria-label={t.whatIf}
                value={at}
                onChange={(event) => setAt(event.target.value)}
              />
            </FormField>
            {asked && <WhatIf simulation={simulation.data} name={settled.name} />}
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}
