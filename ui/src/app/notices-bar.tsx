// What stands above each page: pauses that hold anywhere, operations that were just asked for (live), and messages.
import type { QueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { pausesQuery, usePauses } from '../features/policy/queries';
import { useText } from '../text/language';
import { later } from '../widgets/later';
import { useNotices } from './notices';
import { shellText } from './text';

const list = later(async () => (await import('./notices-list')).default);

/** What stands above the first page from the beginning is there before it is drawn. */
export async function noticesAhead(queries: QueryClient): Promise<void> {
  const pauses = await queries.fetchQuery(pausesQuery()).catch(() => []);
  if (pauses.length > 0) await list.ahead();
}

export function NoticesBar() {
  const t = useText(shellText);
  const { notices, followed } = useNotices();
  const pauses = usePauses().data ?? [];
  if (pauses.length + notices.length + followed.length === 0) return null;
  return (
    <section className="m-notices" aria-label={t.notifications}>
      <Suspense fallback={null}>
        <list.Component />
      </Suspense>
    </section>
  );
}
