// What went wrong, in the person's language, with what helps whoever is asked for help.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { asProblem } from '../api/problem';
import { problemText } from '../api/problem-text';
import { shellText } from '../app/text';
import { useLanguage, useText } from '../text/language';

export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText(shellText);
  const language = useLanguage();
  const problem = asProblem(error);
  const text = problemText(problem, language);
  const inServersWords = problem.detail.toLowerCase() !== text.toLowerCase() && problem.status !== 0;
  return (
    <Alert type="error" header={t.problem} action={retry ? <Button onClick={retry}>{t.retry}</Button> : undefined}>
      {text}
      {inServersWords && language !== 'en' && (
        <Box variant="small" color="text-body-secondary" display="block">
          <span lang="en">{problem.detail}</span> <span className="m-mono">({problem.code})</span>
        </Box>
      )}
      {problem.request_id && <div className="m-mono">{problem.request_id}</div>}
    </Alert>
  );
}
