// What the check before the next fires has found; nothing where all is well.
import Alert from '@cloudscape-design/components/alert';
import { useLanguage, useText } from '../../text/language';
import { Age } from '../../widgets/time';
import { reasonText } from '../operations/reason-text';
import { ServerLink } from '../servers/server-link';
import { LocalMoment } from './marks';
import { usePreflight } from './queries';
import { schedulesText } from './text';

export function PreflightAlerts({ schedule }: { schedule: string }) {
  const t = useText(schedulesText).preflight;
  const language = useLanguage();
  const checks = usePreflight(schedule).data?.checks ?? [];
  return (
    <>
      {checks
        .filter((check) => check.problems.length > 0)
        .map((check) => (
          <Alert
            key={check.due_at}
            type="warning"
            header={
              <>
                {t.title} <LocalMoment local={check.local} zone={check.zone} />
              </>
            }
          >
            <ul>
              {check.problems.map((one) => (
                <li key={`${one.account}/${one.region}/${one.server}/${one.code}`}>
                  <ServerLink of={{ account: one.account, region: one.region, id: one.server }} />:{' '}
                  {one.weight !== 'prevents' && `${t.weights[one.weight]}: `}
                  {t.codes[one.code as keyof typeof t.codes] ?? reasonText(one.code, one.text, language).text}
                </li>
              ))}
            </ul>
            {check.checked_at && (
              <>
                {t.checked} <Age at={check.checked_at} />
              </>
            )}
          </Alert>
        ))}
    </>
  );
}
