// A change that is asked of the server, with what it says about single inputs.
import { useMutation } from '@tanstack/react-query';
import { asProblem, type Problem } from '../api/problem';
import { problemText } from '../api/problem-text';
import { useLanguage } from '../text/language';

/** Also of what lies within one of them, such as "targets/filter/regions". */
function isOf(problem: Problem | undefined, fields: string[]): boolean {
  const field = problem?.field;
  return field !== undefined && fields.some((one) => field === one || field.startsWith(`${one}/`));
}

export function useAsk<Input, Output>(ask: (input: Input) => Promise<Output>, then?: (output: Output) => void) {
  const language = useLanguage();
  const mutation = useMutation({ mutationFn: ask, onSuccess: then });
  const problem: Problem | undefined = mutation.error ? asProblem(mutation.error) : undefined;
  return {
    ask: mutation.mutate,
    isBusy: mutation.isPending,
    error: mutation.error,
    problem,
    reset: mutation.reset,
    /** For the form field of that name, or one of these. */
    errorOf: (...fields: string[]): string | undefined =>
      isOf(problem, fields) ? problemText(problem!, language) : undefined,
    /** What belongs to none of these fields. */
    errorBeside: (...fields: string[]): unknown =>
      mutation.error && !isOf(problem, fields) ? mutation.error : undefined,
  };
}
