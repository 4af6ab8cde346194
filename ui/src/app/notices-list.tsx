// The flashbar itself. Most pages have nothing to tell, so it is loaded with the first thing there is (notices-bar.tsx).
import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { operationFlash } from '../features/operations/operation-flash';
import { operationQuery } from '../features/operations/queries';
import { operationsText } from '../features/operations/text';
import { usePauses } from '../features/policy/queries';
import { actorName } from '../format/actor';
import { useFormats, useNow } from '../format/use-formats';
import { useText } from '../text/language';
import { useNotices } from './notices';
import { shellText } from './text';

function usePauseItems(): FlashbarProps.MessageDefinition[] {
  const t = useText(shellText).paused;
  const formats = useFormats();
  const now = useNow();
  const navigate = useNavigate();
  const pauses = usePauses();
  return (pauses.data ?? []).map((pause) => ({
    id: `pause-${pause.scope}-${pause.id ?? ''}`,
    type: 'warning',
    header:
      pause.scope === 'everything'
        ? t.everything
        : pause.scope === 'customer'
          ? t.customer(pause.name ?? pause.id ?? '')
          : t.account(pause.name ?? pause.id ?? ''),
    content: `${pause.reason} (${t.by(actorName(pause.by.name, formats.language), formats.age(pause.since, now))})`,
    action: <Button onClick={() => void navigate('/settings/brakes')}>{t.manage}</Button>,
  }));
}

export default function NoticesList() {
  const t = useText(shellText);
  const words = useText(operationsText);
  const { notices, followed, dismiss } = useNotices();
  const pauses = usePauseItems();
  const operations = useQueries({ queries: followed.map((id) => operationQuery(id)) });
  const items: FlashbarProps.MessageDefinition[] = [
    ...pauses,
    ...operations.flatMap((query) => (query.data ? [operationFlash(query.data, words, dismiss, t.close)] : [])),
    ...notices.map((notice) => ({
      id: notice.key,
      type: notice.type,
      content: notice.text,
      dismissible: true,
      dismissLabel: t.close,
      onDismiss: () => dismiss(notice.key),
    })),
  ];
  return <Flashbar items={items} />;
}
