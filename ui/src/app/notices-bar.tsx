// What stands above each page: pauses that hold anywhere, operations that were just asked for (live), and messages.
import { lazy, Suspense } from 'react';
import { usePauses } from '../features/policy/queries';
import { useNotices } from './notices';

const NoticesList = lazy(() => import('./notices-list'));

export function NoticesBar() {
  const { notices, followed } = useNotices();
  const pauses = usePauses().data ?? [];
  if (pauses.length + notices.length + followed.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <NoticesList />
    </Suspense>
  );
}
