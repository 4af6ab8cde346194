// Programs of others that start and stop, as AWS's record shows, with their evidence; and where that record is not
// known, which is said and never shown as nobody.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { pathOf, type ServerKey } from '../servers/queries';
import {
  type OtherSwitcher,
  type OtherSwitchers,
  type OtherSwitching,
  useSwitchersOfSchedule,
  useSwitchersOfServer,
} from './queries';
import { switchersText } from './text';

function Evidence({ one }: { one: OtherSwitching }) {
  const t = useText(switchersText);
  const formats = useFormats();
  const timeOf = (at: string) => formats.clock(at, Date.parse(at));
  const parts = one.regular.map((habit) =>
    t.regular(habit.action === 'start' ? t.starts : t.stops, timeOf(habit.last_at), habit.days, habit.of_days),
  );
  if (one.undoes)
    parts.push(
      t.undoes(
        one.undoes.times,
        one.undoes.ours,
        formats.instant(one.undoes.ours_at),
        formats.instant(one.undoes.theirs_at),
      ),
    );
  return <>{parts.join('; ')}</>;
}

function Switcher({ one, namesServers }: { one: OtherSwitcher; namesServers: boolean }) {
  const t = useText(switchersText);
  const left = one.servers_total - one.servers.length;
  return (
    <div>
      <b title={one.principal}>{t.who(one.name, one.program)}</b>
      <ul className="m-list">
        {one.servers.map((server) => (
          <li key={`${server.region} ${server.server}`}>
            {namesServers && (
              <>
                <Link href={pathOf({ account: server.account, region: server.region, id: server.server })}>
                  {server.name ?? server.server}
                </Link>
                :{' '}
              </>
            )}
            <Evidence one={server} />
          </li>
        ))}
        {left > 0 && <li>{t.more(left)}</li>}
      </ul>
    </div>
  );
}

export function SwitchersAlert({ list, namesServers = true }: { list: OtherSwitchers; namesServers?: boolean }) {
  const t = useText(switchersText);
  return (
    <>
      {list.switchers.length > 0 && (
        <Alert type="warning" header={t.title}>
          {t.explain}
          {list.switchers.map((one) => (
            <Switcher key={`${one.account} ${one.principal} ${one.program}`} one={one} namesServers={namesServers} />
          ))}
        </Alert>
      )}
      {list.unread.length > 0 && (
        <Box color="text-body-secondary" fontSize="body-s">
          {t.unknown} {t.why[list.unread[0]!.unknown]}.
          {list.unread[0]!.policy_line && <div className="m-mono">{list.unread[0]!.policy_line}</div>}
        </Box>
      )}
    </>
  );
}

/** Of a server's page. */
export function SwitchersOfServer({ server }: { server: ServerKey }) {
  const list = useSwitchersOfServer(server).data;
  return list && (list.total > 0 || list.unread_total > 0) ? <SwitchersAlert list={list} namesServers={false} /> : null;
}

/** Of a schedule's page. */
export function SwitchersOfSchedule({ schedule }: { schedule: string }) {
  const list = useSwitchersOfSchedule(schedule).data;
  return list && (list.total > 0 || list.unread_total > 0) ? <SwitchersAlert list={list} /> : null;
}
