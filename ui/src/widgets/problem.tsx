// What went wrong, in the person's language, with what helps whoever is asked for help.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { asProblem, type Problem } from '../api/problem';
import { problemText } from '../api/problem-text';
import { shellText } from '../app/text';
import { useLanguage, useText } from '../text/language';

/** The sentence, and behind a translated one what the server said. */
export function ProblemWords({ problem }: { problem: Problem }) {
  const language = useLanguage();
  const text = problemText(problem, language);
  const isTranslated = language !== 'en' && problem.status !== 0 && !text.includes(problem.detail);
  return (
    <>
      {text}
      {isTranslated && (
        <Box variant="small" color="text-body-secondary" display="block">
          <span lang="en">{problem.detail}</span> <span className="m-mono">({problem.code})</span>
        </Box>
      )}
    </>
  );
}

export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText(shellText);
  const problem = asProblem(error);
  return (
    <Alert type="error" header={t.problem} action={retry ? <Button onClick={retry}>{t.retry}</Button> : undefined}>
      <ProblemWords problem={problem} />
      {problem.request_id && <div className="m-mono">{problem.request_id}</div>}
    </Alert>
  );
}
