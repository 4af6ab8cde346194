import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, must, mustBe, type Schemas } from '../../api/client';
import type { About, PanelIdentity } from '../../api/open-shapes';
import { isLate } from '../../app/held';
import { useMay } from '../../app/session';
import { type Language, useLanguage } from '../../text/language';

export type Finding = Schemas['Finding'];
export type UsageOfCall = Schemas['UsageOfCall'];

export function useAbout() {
  return useQuery({ queryKey: ['about'], queryFn: () => mustBe<About>(api.GET('/api/v1/about')) });
}

type Audit = 'whole' | 'glance';

/** Only those who run the installation may ask. At a `glance`, the audit's records are not all read again. */
export function doctorQuery(audit: Audit, language: Language) {
  return queryOptions({
    queryKey: ['doctor', audit, language],
    queryFn: async () => (await must(api.GET('/api/v1/doctor', { params: { query: { audit, language } } }))).findings,
    staleTime: 60_000,
    meta: isLate,
  });
}

export function useDoctor(audit: Audit) {
  return useQuery({
    ...doctorQuery(audit, useLanguage()),
    enabled: useMay('install.manage'),
    // What a glance shows as late is done some time.
    refetchInterval: audit === 'glance' ? 120_000 : false,
  });
}

export function useUsage() {
  return useQuery({ queryKey: ['usage'], queryFn: () => must(api.GET('/api/v1/usage')), refetchInterval: 15_000 });
}

export function useIdentity(isWanted = true) {
  const language = useLanguage();
  return useQuery({
    queryKey: ['identity', language],
    queryFn: () => mustBe<PanelIdentity>(api.GET('/api/v1/identity', { params: { query: { language } } })),
    enabled: isWanted,
    staleTime: 60_000,
    meta: isLate,
  });
}
