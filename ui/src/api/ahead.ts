// What a page will ask for first, asked while the scripts that will read the answers are still on their way.
/** Problems in the server's own words, which know the details; problem-text.ts puts them into the page's language. */
export const inEnglish = { 'Accept-Language': 'en' };

const answers = new Map<string, Promise<Response>>();

/** Longer than any script takes to arrive; an answer that nobody took by then would be an old one. */
export const keptFor = 10_000;

/** Read to its end at once: an answer that nobody takes would keep its connection busy. */
async function readWhole(address: string): Promise<Response> {
  const answer = await fetch(address, { credentials: 'same-origin', headers: inEnglish });
  const body = await answer.arrayBuffer();
  return new Response(body.byteLength > 0 ? body : null, { status: answer.status, headers: answer.headers });
}

/** Begins to ask for an address of the API, with its query. */
export function askAhead(address: string): Promise<Response> {
  const answer = readWhole(address);
  // Whoever takes it sees what went wrong; while nobody has, it is nobody's fault.
  answer.catch(() => {});
  answers.set(address, answer);
  setTimeout(() => answers.get(address) === answer && answers.delete(address), keptFor);
  return answer;
}

/**
 * How the API's client asks: the first who wants what was asked for ahead gets that answer, and nobody else does. What
 * changes something makes all of them old.
 */
export function fetchOrTake(request: Request): Promise<Response> {
  if (request.method !== 'GET') answers.clear();
  const address = request.method === 'GET' ? request.url.slice(location.origin.length) : '';
  const answer = answers.get(address);
  if (!answer) return fetch(request);
  answers.delete(address);
  return answer;
}
