// Who but the panel switched a server last, by AWS's record.
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import type { ServerKey } from '../servers/queries';
import { useSwitchersOfServer } from './queries';
import { switchersText } from './text';

/** Nothing where the panel's own last act, at `ours`, came later, or where the record tells of nobody. */
export function LastAct({ server, ours }: { server: ServerKey; ours?: string }) {
  const t = useText(switchersText);
  const formats = useFormats();
  const act = useSwitchersOfServer(server).data?.acts?.[0];
  if (!act || (ours && ours > act.at)) return null;
  return (
    <div>
      {t.lastAct(t.who(act.name, act.program), act.action, formats.instant(act.at))}{' '}
      <span className="m-muted">{t.byTheRecord}</span>
    </div>
  );
}
