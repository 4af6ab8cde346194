import { useSyncExternalStore } from 'react';

const query = matchMedia('(max-width: 688px)');
const subscribe = (changed: () => void) => {
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
};

/** A phone: lists are cards there. */
export const isNarrow = () => query.matches;

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, isNarrow);
}
