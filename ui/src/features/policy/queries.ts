import { useQuery } from '@tanstack/react-query';
import { api, mustBe, type Schemas } from '../../api/client';
import type { Pause } from '../../api/open-shapes';

export interface NeverSwitchOff {
  account: string;
  account_name?: string;
  region: string;
  server: string;
  reason: string;
  by: Schemas['Actor'];
  since: string;
}

export function usePauses() {
  return useQuery({
    queryKey: ['pauses'],
    queryFn: async () => (await mustBe<{ pauses: Pause[] }>(api.GET('/api/v1/pauses'))).pauses,
    refetchInterval: 20_000,
  });
}

export function useNeverSwitchOff() {
  return useQuery({
    queryKey: ['never-switch-off'],
    queryFn: async () =>
      (await mustBe<{ never_switch_off: NeverSwitchOff[] }>(api.GET('/api/v1/never-switch-off'))).never_switch_off,
  });
}

/** The pause that holds for an account, the widest first. */
export function pauseOf(pauses: readonly Pause[], account: string, customer: string | undefined): Pause | undefined {
  return (
    pauses.find((one) => one.scope === 'everything') ??
    pauses.find((one) => one.scope === 'customer' && one.id === customer) ??
    pauses.find((one) => one.scope === 'account' && one.id === account)
  );
}
