// How a schedule stands, for the list: what its last fires came to, how late the last one was, what it saves.
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { moneyText } from '../../format/money';
import { useFormats } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { reasonLine } from '../operations/reason-text';
import { LocalMoment } from './marks';
import { resultOf, type FireResultKind } from './fire-result';
import type { Fire, Schedule, Standing } from './queries';
import { standingText } from './standing-text';
import { schedulesText } from './text';

const marks: Record<FireResultKind, 'success' | 'warning' | 'error' | 'in-progress'> = {
  ok: 'success',
  partly: 'warning',
  failed: 'error',
  running: 'in-progress',
};

export function FireMark({ fire }: { fire: Fire }) {
  const t = useText(schedulesText);
  const s = useText(standingText);
  const language = useLanguage();
  const result = resultOf(fire);
  if (result) return <StatusIndicator type={marks[result]}>{s.resultOf[result]}</StatusIndicator>;
  if (fire.outcome === 'failed')
    return (
      <span title={fire.problem && reasonLine(fire.problem, language)}>
        <StatusIndicator type="error">{t.outcomes.failed}</StatusIndicator>
      </span>
    );
  const isWarning = fire.outcome === 'held' || fire.outcome === 'skipped_late';
  return <StatusIndicator type={isWarning ? 'warning' : 'info'}>{t.outcomes[fire.outcome]}</StatusIndicator>;
}

export function Lateness({ fire }: { fire: Fire }) {
  const s = useText(standingText);
  const formats = useFormats();
  const seconds = Math.max(0, fire.lateness_ms) / 1000;
  return <>{seconds < 1 ? s.inTime : s.lateSeconds(formats.number(Math.round(seconds)))}</>;
}

/** The newest in words, those before as marks with their words for whoever hears or points. */
export function LastFires({ standing }: { standing: Standing | undefined }) {
  const s = useText(standingText);
  const [newest, ...earlier] = standing?.last ?? [];
  if (!newest) return <span className="m-muted">{s.lastNone}</span>;
  const failed = earlier.filter((one) => ['failed', 'partly'].includes(resultOf(one) ?? '')).length;
  return (
    <>
      <FireMark fire={newest} />
      <div className="m-muted">
        <LocalMoment local={newest.local} zone={newest.zone} /> · <Lateness fire={newest} />
      </div>
      {failed > 0 && <div className="m-muted">{s.failedBefore(failed, earlier.length)}</div>}
    </>
  );
}

export function TargetsNow({ standing }: { standing: Standing | undefined }) {
  const t = useText(schedulesText);
  const s = useText(standingText);
  if (!standing) return <span className="m-muted">{s.savingUnknown}</span>;
  return (
    <>
      {t.approved(standing.targets)}
      {standing.held > 0 && (
        <div>
          <StatusIndicator type="warning">{s.heldCount(standing.held)}</StatusIndicator>
        </div>
      )}
    </>
  );
}

export function Saving({ schedule }: { schedule: Schedule }) {
  const s = useText(standingText);
  const language = useLanguage();
  const saving = schedule.standing?.saving;
  if (schedule.state === 'paused') return <>–</>;
  if (!saving?.saving_per_month) return <span className="m-muted">{s.savingUnknown}</span>;
  return (
    <>
      {moneyText(saving.saving_per_month, language)} <span className="m-muted">({s.estimate})</span>
      {saving.unknown_prices > 0 && <div className="m-muted">{s.savingPartly(saving.unknown_prices)}</div>}
      {saving.databases_without_price > 0 && <div className="m-muted">{s.savingDatabases}</div>}
    </>
  );
}
