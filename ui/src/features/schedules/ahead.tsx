// What is ahead of a server or database, for lists: its next fire, and the override that keeps it as it is.
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { LocalMoment } from './marks';
import type { NextFire, Override } from './queries';
import { schedulesText } from './text';

export interface Ahead {
  next_fire?: NextFire;
  override?: Override;
}

function NextFireOf({ thing }: { thing: Ahead }) {
  const t = useText(schedulesText);
  const next = thing.next_fire;
  if (!next) return <>–</>;
  return (
    <span title={next.schedule_name}>
      {t.actions[next.action]} <LocalMoment local={next.local} zone={next.zone} />
    </span>
  );
}

function OverrideOf({ thing }: { thing: Ahead }) {
  const t = useText(schedulesText);
  const formats = useFormats();
  const kept = thing.override;
  if (!kept) return null;
  return (
    <span title={kept.reason}>
      {t.overridden(kept.state === 'running' ? t.on : t.off, formats.instant(kept.until))}
    </span>
  );
}

/** In a list: what holds it as it is, and what happens next. */
export function AheadOf({ thing }: { thing: Ahead }) {
  return (
    <div className="m-wrap">
      {thing.override && (
        <div>
          <OverrideOf thing={thing} />
        </div>
      )}
      {(thing.next_fire || !thing.override) && <NextFireOf thing={thing} />}
    </div>
  );
}

/** On a card: nothing where there is nothing. */
export function AheadLine({ thing }: { thing: Ahead }) {
  const t = useText(schedulesText);
  if (!thing.next_fire && !thing.override) return null;
  return (
    <div className="m-muted">
      {thing.override && (
        <div>
          <OverrideOf thing={thing} />
        </div>
      )}
      {thing.next_fire && (
        <div>
          {t.nextColumn}: <NextFireOf thing={thing} />
        </div>
      )}
    </div>
  );
}
