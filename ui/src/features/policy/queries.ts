import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, mustBe } from '../../api/client';
import type { Mark, Pause } from '../../api/open-shapes';
import { pollInterval } from '../../live/live';

export function pausesQuery() {
  return queryOptions({
    queryKey: ['pauses'],
    queryFn: async () => (await mustBe<{ pauses: Pause[] }>(api.GET('/api/v1/pauses'))).pauses,
    refetchInterval: () => pollInterval(20_000),
  });
}

export function usePauses() {
  return useQuery(pausesQuery());
}

/** Servers marked "never switch off". */
export function useMarks() {
  return useQuery({
    queryKey: ['never-switch-off'],
    queryFn: async () =>
      (await mustBe<{ never_switch_off: Mark[] }>(api.GET('/api/v1/never-switch-off'))).never_switch_off,
  });
}
