import Popover from '@cloudscape-design/components/popover';
import { useText } from '../../text/language';
import { Copyable } from '../../widgets/copyable';
import type { Price } from './queries';
import { savingsText } from './text';

/** "unknown", with the reason and what mends it behind it. */
export function UnknownPrice({ price }: { price?: Price }) {
  const t = useText(savingsText);
  if (!price?.unknown) return <span className="m-muted">{t.unknown}</span>;
  return (
    <Popover
      triggerType="text"
      header={t.unknown}
      content={
        <>
          {t.why[price.unknown]}
          {price.policy_line && <Copyable text={price.policy_line} />}
        </>
      }
    >
      {t.unknown}
    </Popover>
  );
}
