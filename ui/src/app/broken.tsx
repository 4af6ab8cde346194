// The error boundary of all pages: a fault of ours, or a page whose file is gone because the panel was upgraded.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useRouteError } from 'react-router';
import { texts, useText } from '../text/language';

const words = texts(
  {
    title: 'Esta página falhou',
    text: 'Nada foi perdido no painel. Se ele acabou de ser atualizado, recarregar resolve.',
    reload: 'Recarregar',
  },
  {
    title: 'This page failed',
    text: 'Nothing was lost in the panel. If it has just been upgraded, reloading helps.',
    reload: 'Reload',
  },
);

export function Broken() {
  const t = useText(words);
  const error = useRouteError();
  return (
    <main className="m-door">
      <Alert type="error" header={t.title} action={<Button onClick={() => location.reload()}>{t.reload}</Button>}>
        <p>{t.text}</p>
        <p className="m-mono">{error instanceof Error ? error.message : String(error)}</p>
      </Alert>
    </main>
  );
}
