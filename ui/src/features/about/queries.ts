import { useQuery } from '@tanstack/react-query';
import { api, must, mustBe, type Schemas } from '../../api/client';
import type { About, PanelIdentity } from '../../api/open-shapes';
import { useMay } from '../../app/session';
import { useLanguage } from '../../text/language';

export type Finding = Schemas['Finding'];
export type UsageOfCall = Schemas['UsageOfCall'];

export function useAbout() {
  return useQuery({ queryKey: ['about'], queryFn: () => mustBe<About>(api.GET('/api/v1/about')) });
}

/** Only those who run the installation may ask. At a `glance`, the audit's records are not all read again. */
export function useDoctor(audit: 'whole' | 'glance') {
  const may = useMay('install.manage');
  const language = useLanguage();
  return useQuery({
    queryKey: ['doctor', audit, language],
    queryFn: async () => (await must(api.GET('/api/v1/doctor', { params: { query: { audit, language } } }))).findings,
    enabled: may,
    staleTime: 60_000,
  });
}

export function useUsage() {
  return useQuery({ queryKey: ['usage'], queryFn: () => must(api.GET('/api/v1/usage')), refetchInterval: 15_000 });
}

export function useIdentity(isWanted = true) {
  return useQuery({
    queryKey: ['identity'],
    queryFn: () => mustBe<PanelIdentity>(api.GET('/api/v1/identity')),
    enabled: isWanted,
    staleTime: 60_000,
  });
}
