// What a form was filled in by, as others change the same thing: it is sent as If-Match, and who was slower is told.
import { useState } from 'react';
import { asProblem } from '../api/problem';

/** Whether somebody else was faster; what was typed is still to be kept. */
export function isOutrun(error: unknown): boolean {
  const { status, code } = asProblem(error);
  return status === 412 || (status === 409 && code.endsWith('.changed'));
}

/** Of what an answer shows. */
function tagOf(output: unknown): string | undefined {
  return (output as { etag?: string } | undefined)?.etag;
}

/**
 * Sends with the tag that was read. Who is outrun keeps what they typed, and what is there now counts as seen from then
 * on: so that to save once more is a decision about what they were told.
 */
export function useSeen(etag: string | undefined, readNow: () => Promise<string | undefined>) {
  const [seen, setSeen] = useState(etag);
  return async <Output>(send: (header: { 'If-Match'?: string }) => Promise<Output>): Promise<Output> => {
    try {
      const output = await send(seen === undefined ? {} : { 'If-Match': seen });
      setSeen(tagOf(output) ?? seen);
      return output;
    } catch (error) {
      if (isOutrun(error)) setSeen((await readNow().catch(() => undefined)) ?? seen);
      throw error;
    }
  };
}
