// Calls of the panel's API, typed by its contract. `must` gives the answer or throws a ProblemError.
import createClient from 'openapi-fetch';
import { fetchOrTake, inEnglish } from './ahead';
import { tellsPresence } from './presence';
import { ProblemError, problemOf } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

// A list of a parameter is repeated (`?region=a&region=b`), which is openapi-fetch's default.
export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  fetch: fetchOrTake,
  headers: inEnglish,
});
api.use(tellsPresence);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function must<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ProblemError(problemOf(error, response.status));
  return data as T;
}

/** For answers whose members the contract leaves open: the shapes are in open-shapes.ts. */
export async function mustBe<T>(call: Promise<Answer<unknown>>): Promise<T> {
  return (await must(call)) as T;
}
