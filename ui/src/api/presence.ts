// Whether somebody is at the page. An open page asks by itself, at intervals and when events tell it to; so that this
// does not keep a session alive for ever, it says so once nobody has touched it for a while.
import type { Middleware } from 'openapi-fetch';

export const awayAfter = 60_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let seenAt = Date.now();

/** Listens for signs of life; gives what ends that. */
export function watchPresence(page: EventTarget = window): () => void {
  const seen = () => (seenAt = Date.now());
  seen();
  for (const sign of signs) page.addEventListener(sign, seen, { passive: true, capture: true });
  return () => {
    for (const sign of signs) page.removeEventListener(sign, seen, { capture: true });
  };
}

export function isAway(): boolean {
  return Date.now() - seenAt > awayAfter;
}

export const tellsPresence: Middleware = {
  onRequest({ request }) {
    if (isAway()) request.headers.set('Mirante-Background', 'true');
    return request;
  },
};
