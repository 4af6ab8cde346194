// What the server (or the way to it) said no with. Texts for people are in problem-text.ts, by `code`.
export interface Problem {
  code: string;
  detail: string;
  status: number;
  field?: string;
  request_id?: string;
  retry_after_ms?: number;
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
  }
}

/** An answer that is no problem+json comes from something between: a proxy, a time-out. */
export function problemOf(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body) {
    const problem = body as Problem;
    return { ...problem, status: problem.status ?? status };
  }
  return { code: 'panel.strange_answer', detail: `HTTP ${status}`, status };
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  // fetch() says TypeError when nobody answered.
  if (error instanceof TypeError) return { code: 'panel.unreachable', detail: error.message, status: 0 };
  return { code: 'panel.fault', detail: error instanceof Error ? error.message : String(error), status: 0 };
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401 && error.problem.code === 'session.needed';
}
