// Each version of a schedule with what it changed, rules in words.
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { api, must, type Schemas } from '../../api/client';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Moment } from '../../widgets/time';
import { anyRuleWords } from './rule-words';
import { versionsText } from './versions-text';
import { schedulesText } from './text';
import { changesOf, membersOf } from './version-changes';

type Version = Schemas['ScheduleVersion'];

function valueWords(member: string, value: unknown, sayRule: (rule: unknown) => string, modes: Record<string, string>) {
  if (value === undefined) return '–';
  if (member === 'rules' && Array.isArray(value)) return value.map(sayRule).join('; ');
  if (member === 'mode') return modes[String(value)] ?? String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Changes({ version, before }: { version: Version; before: Version | undefined }) {
  const t = useText(schedulesText);
  const v = useText(versionsText);
  const language = useLanguage();
  if (!before) return <>{version.version === 1 ? v.firstVersion : '–'}</>;
  const changes = changesOf(membersOf(before), membersOf(version));
  if (changes.length === 0) return <span className="m-muted">{v.noChange}</span>;
  const say = (member: string, value: unknown) =>
    valueWords(member, value, (rule) => anyRuleWords(rule, language), t.modes);
  return (
    <ul className="m-list">
      {changes.map((one) => (
        <li key={one.member}>
          <b>{v.members[one.member] ?? one.member}</b>: {say(one.member, one.after)}{' '}
          <span className="m-muted">
            ({v.was} {say(one.member, one.before)})
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Versions({ schedule, version }: { schedule: string; version: number }) {
  const t = useText(schedulesText);
  const v = useText(versionsText);
  const language = useLanguage();
  const query = useQuery({
    queryKey: ['schedules', 'versions', schedule, version],
    queryFn: async () =>
      (await must(api.GET('/api/v1/schedules/{schedule}/versions', { params: { path: { schedule } } }))).versions,
  });
  const versions = query.data;
  return (
    <Rows
      variant="container"
      label={v.versions}
      items={versions}
      isLoading={query.isPending}
      trackBy={(one) => String(one.version)}
      header={<Header variant="h2">{v.versions}</Header>}
      empty={<Box color="text-body-secondary">–</Box>}
      footer={query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      columns={[
        { id: 'version', header: v.version, cell: (one) => one.version, width: 90 },
        { id: 'at', header: t.when, cell: (one) => <Moment at={one.at} /> },
        { id: 'by', header: t.by, cell: (one) => actorName(one.by, language) },
        {
          id: 'change',
          header: v.change,
          cell: (one) => (
            <Changes version={one} before={versions?.find((other) => other.version === one.version - 1)} />
          ),
        },
      ]}
    />
  );
}
