// What stands alone on the page: waiting for the first answer, and a panel that cannot be reached.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect } from 'react';
import type { Problem } from '../api/problem';
import { problemText } from '../api/problem-text';
import { texts, useLanguage, useText } from '../text/language';
import { useHold } from './held';
import { shellText } from './text';

const words = texts(
  { title: 'O painel não está respondendo', retry: 'Tentar agora' },
  { title: 'The panel is not answering', retry: 'Try now' },
);

export function FullPageWait() {
  const t = useText(shellText);
  useHold();
  return (
    <div className="m-wait" role="status" aria-label={t.wait}>
      <Spinner size="large" />
    </div>
  );
}

export function FullPageProblem({ problem, retry }: { problem: Problem; retry: () => void }) {
  const t = useText(words);
  const language = useLanguage();
  useEffect(() => {
    const timer = setInterval(retry, 5_000);
    return () => clearInterval(timer);
  }, [retry]);
  return (
    <main className="m-door">
      <Alert type="error" header={t.title} action={<Button onClick={retry}>{t.retry}</Button>}>
        {problemText(problem, language)}
      </Alert>
    </main>
  );
}
