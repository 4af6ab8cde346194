// Six weeks of what a schedule would do, day by day, with holidays, changes of the clocks, conflicts and money.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMemo, useState } from 'react';
import { timeNow } from '../../app/clock';
import { useFormats } from '../../format/use-formats';
import { instantOf } from '../../format/days';
import { Formats, zoneName } from '../../format/format';
import { useLanguage, useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { reasonText as reasonOfRefusal } from '../operations/reason-text';
import { Estimate } from '../savings/estimate';
import { serversText } from '../servers/text';
import { dateIn, type DayMark, mondayOf, nextDate } from './bands';
import { firstStopText } from './first-stop-text';
import {
  type Preview,
  type ScheduleDraft,
  type Simulation,
  useForeseen,
  useOverrides,
  useSchedules,
  useWhatIf,
} from './queries';
import { reasonText } from './reason-text';
import { useSettled } from './settled';
import { Weeks, weeks } from './simulated-weeks';
import { simulatorText } from './simulator-text';
import { bandsOfTarget, isHeldOtherwise, type TargetBand } from './target-bands';
import { schedulesText } from './text';

function Warnings({ preview }: { preview: Preview }) {
  const t = useText(schedulesText);
  const sim = useText(simulatorText);
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
      sim.problem[code] ?? (loss ? `${sim.firstStopLoses}: ${loss}` : reasonOfRefusal(code, text, language).text);
    servers.set(words, [...(servers.get(words) ?? []), server]);
  }
  return (
    <>
      {preview.problems.length > 0 && (
        <Alert type="warning" header={sim.problems}>
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
        <Alert type="warning" header={sim.conflicts}>
          <ul className="m-list">
            {preview.conflicts.slice(0, 10).map((one) => (
              <li key={one.server}>
                {sim.conflictOf(
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
function WhatIf({ draft, id, at }: { draft: ScheduleDraft; id: string | undefined; at: string }) {
  const t = useText(schedulesText);
  const s = useText(simulatorText);
  const language = useLanguage();
  const nameOf = useNames(draft.name, id);
  const query = useWhatIf(draft, id, at);
  if (query.isError) return <ProblemAlert error={query.error} />;
  if (!query.data) return <Spinner />;
  const groups = new Map<string, number>();
  for (const server of query.data.servers) {
    if (!server.at || server.at.reason.because === 'nothing') continue;
    const text = `${t.actions[server.at.action]}: ${reasonText(server.at.reason, nameOf, language)}`;
    groups.set(text, (groups.get(text) ?? 0) + 1);
  }
  if (groups.size === 0) return <Box color="text-body-secondary">{s.whatIfNothing}</Box>;
  return (
    <ul className="m-list" aria-label={s.whatIf}>
      {[...groups].map(([text, count]) => (
        <li key={text}>
          {text} ({t.approved(count)})
        </li>
      ))}
    </ul>
  );
}

/** The draft's own name, and those of the other schedules that whoever looks may see. */
function useNames(own: string, id: string | undefined): (schedule: string) => string {
  const s = useText(simulatorText);
  const others = useSchedules().data?.schedules ?? [];
  const names = new Map(others.map((one) => [one.id, one.name]));
  return (schedule) => (schedule === (id ?? 'new') ? own : (names.get(schedule) ?? s.held.other_window));
}

const differencesMax = 6;

/** The same as the bars say, in words: when one server is otherwise than its schedule, and why. */
function Differences({ bands, draft, id }: { bands: TargetBand[]; draft: ScheduleDraft; id: string | undefined }) {
  const s = useText(simulatorText);
  const language = useLanguage();
  const nameOf = useNames(draft.name, id);
  const formats = new Formats(language, draft.zone);
  const differing = bands.filter((one) => one.held);
  if (differing.length === 0) return <Box color="text-body-secondary">{s.noDifference}</Box>;
  const left = differing.length - differencesMax;
  return (
    <div>
      <Box variant="awsui-key-label">{s.differences}</Box>
      <ul className="m-list">
        {differing.slice(0, differencesMax).map((one) => (
          <li key={one.begin}>
            {formats.instant(one.begin)} – {formats.instant(one.end)}: {s.states[one.state]},{' '}
            {one.held === 'present' ? s.held.present : reasonText(one.held!, nameOf, language)}
          </li>
        ))}
        {left > 0 && <li>{s.moreDifferences(left)}</li>}
      </ul>
    </div>
  );
}

/** The calendar, of the schedule alone or of one server that the person chooses. */
function Calendar(props: {
  simulation: Simulation;
  draft: ScheduleDraft;
  id: string | undefined;
  first: string;
  now: string;
  /** From now on, the first of each server. */
  conflicts: Preview['conflicts'];
}) {
  const { simulation, draft, id, first, now } = props;
  const s = useText(simulatorText);
  const [chosen, setChosen] = useState('');
  const { servers, zone } = simulation;
  const target = servers.find((one) => keyOfPlace(one) === chosen);
  const nameOf = (one: Simulation['servers'][number]) => one.name ?? one.server;
  const differing = useMemo(
    () => simulation.servers.filter((one) => isHeldOtherwise(one, simulation, now)),
    [simulation, now],
  );
  const conflicts = props.conflicts.filter((one) => !target || keyOfPlace(one) === chosen);
  const marks: DayMark[] = [
    ...simulation.marks,
    ...conflicts.map((one) => ({
      date: dateIn(zone, new Date(one.at)),
      kind: 'conflict' as const,
      name: one.schedule_name ?? one.reason.name ?? one.reason.text,
    })),
  ];
  const once = marks.filter((one, index) => marks.findIndex((other) => isSameMark(one, other)) === index);
  const own = simulation.bands.map((one) => ({ ...one, state: 'running' as const }));
  const bands = useMemo(() => target && bandsOfTarget(target, simulation, now), [target, simulation, now]);
  const alone = { value: '', label: s.alone };
  const options = servers.map((one) => ({ value: keyOfPlace(one), label: nameOf(one), description: one.server }));
  return (
    <SpaceBetween size="s">
      {servers.length > 0 && (
        <FormField
          label={s.show}
          description={simulation.total > servers.length ? `${s.showText} ${s.onlyShown(servers.length)}` : s.showText}
        >
          <Select
            filteringType={servers.length > 8 ? 'auto' : 'none'}
            selectedOption={options.find((one) => one.value === chosen) ?? alone}
            options={[alone, ...options]}
            onChange={({ detail }) => setChosen(detail.selectedOption.value ?? '')}
          />
        </FormField>
      )}
      <Weeks
        bands={bands ?? own}
        isWhole={bands === undefined}
        marks={once}
        first={first}
        caption={target ? s.captionOf(nameOf(target)) : s.simulator}
      />
      {bands && <Differences bands={bands} draft={draft} id={id} />}
      {!target && differing.length > 0 && (
        <div>
          <Box variant="awsui-key-label">{s.differs}</Box>
          {differing.slice(0, 8).map((one, index) => (
            <span key={keyOfPlace(one)}>
              {index > 0 && ', '}
              <Button variant="inline-link" onClick={() => setChosen(keyOfPlace(one))}>
                {nameOf(one)}
              </Button>
            </span>
          ))}
          {differing.length > 8 && '…'}
        </div>
      )}
    </SpaceBetween>
  );
}

function isSameMark(one: DayMark, other: DayMark): boolean {
  return one.date === other.date && one.kind === other.kind && one.name === other.name;
}

function Difference({ simulation }: { simulation: Simulation }) {
  const s = useText(simulatorText);
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
      <Box variant="awsui-key-label">{s.difference}</Box>
      <ul className="m-list">
        {line(s.added, added)}
        {line(s.removed, removed)}
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
  const s = useText(simulatorText);
  const language = useLanguage();
  const [at, setAt] = useState('');
  const settled = useSettled(draft);
  const zone = settled?.zone ?? 'UTC';
  // Fixed, so that the same draft is asked for once.
  const [now] = useState(() => new Date(timeNow()).toISOString());
  const first = mondayOf(dateIn(zone, new Date(now)));
  const { zone: ownZone } = useFormats();
  const asked = instantOf(at, ownZone) ?? '';
  // A day more on both sides: the first and last midnight are the zone's own.
  const { preview, simulation, estimate } = useForeseen(
    settled,
    id,
    { from: `${nextDate(first, -1)}T00:00:00Z`, to: `${nextDate(first, weeks * 7 + 1)}T00:00:00Z` },
    now,
  );
  const isForeseen = settled !== null && simulation.data !== undefined;
  return (
    <Container
      header={
        <Header variant="h2" description={isForeseen ? zoneName(simulation.data.zone, language) : undefined}>
          {s.simulator} {simulation.isFetching && <Spinner />}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {settled === null && <Box color="text-body-secondary">{s.simulatorWait}</Box>}
        {settled !== null && simulation.isError && <ProblemAlert error={simulation.error} />}
        {isForeseen && !simulation.isError && (
          <SpaceBetween size="m">
            <Calendar
              simulation={simulation.data}
              draft={settled}
              id={id}
              first={first}
              now={now}
              conflicts={preview.data?.conflicts ?? []}
            />
            <Box>
              <b>{simulation.data.total === 0 ? s.noTargets : s.targetsNow(simulation.data.total)}</b>
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
                <Box variant="h3">{s.money}</Box>
                <Estimate estimate={estimate.data} />
              </div>
            )}
            <FormField label={s.whatIf} description={s.whatIfText(zoneName(ownZone, language))}>
              <input
                type="datetime-local"
                className="m-input"
                aria-label={s.whatIf}
                value={at}
                onChange={(event) => setAt(event.target.value)}
              />
            </FormField>
            {asked && <WhatIf draft={settled} id={id} at={asked} />}
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
