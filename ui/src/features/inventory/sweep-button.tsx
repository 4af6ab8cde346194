// "Look at AWS now": what is shown is never older than one is willing to wait for.
import Button from '@cloudscape-design/components/button';
import { api, must } from '../../api/client';
import { asProblem } from '../../api/problem';
import { problemText } from '../../api/problem-text';
import { freshKey } from '../../api/fresh-key';
import { useExpectNews, useRunning } from '../../app/news';
import { useNotices } from '../../app/notices';
import { useMay } from '../../app/session';
import { texts, useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';

const words = texts({ sweep: 'Varrer a AWS agora' }, { sweep: 'Look at AWS now' });

interface SweepButtonProps {
  /** Null: all. */
  accounts: string[] | null;
  regions: string[];
  variant?: 'icon' | 'normal';
}

export function SweepButton({ accounts, regions, variant = 'normal' }: SweepButtonProps) {
  const t = useText(words);
  const language = useLanguage();
  const may = useMay('inventory.sweep');
  const isRunning = useRunning().some((one) => one.kind === 'inventory.sweep');
  const { follow, tell } = useNotices();
  const expectNews = useExpectNews();
  const sweep = useAsk(
    async () => {
      try {
        return await must(
          api.POST('/api/v1/sweeps', {
            params: { header: { 'Idempotency-Key': freshKey() } },
            body: { ...(accounts ? { accounts } : {}), ...(regions.length ? { regions } : {}) },
          }),
        );
      } catch (error) {
        tell('error', problemText(asProblem(error), language));
        throw error;
      }
    },
    (operation) => {
      follow((operation as { id: string }).id);
      expectNews();
    },
  );
  if (!may) return null;
  return (
    <Button
      iconName="refresh"
      variant={variant}
      ariaLabel={t.sweep}
      loading={sweep.isBusy || isRunning}
      disabled={accounts?.length === 0}
      onClick={() => sweep.ask(undefined)}
    >
      {variant === 'normal' ? t.sweep : undefined}
    </Button>
  );
}
