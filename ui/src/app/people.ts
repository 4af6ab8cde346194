// Who may have asked for something, as the record names people; for filters.
import { useQuery } from '@tanstack/react-query';
import { api, must } from '../api/client';
import { useMay, useSession } from './session';

/** The reader first, then the others where the reader may know them, then who is seen in what is loaded. */
export function usePeople(seen: readonly (string | undefined)[]): string[] {
  const { user } = useSession();
  const may = useMay('member.manage');
  const members = useQuery({
    queryKey: ['members', 'people'],
    queryFn: async () => (await must(api.GET('/api/v1/members'))) as { members?: { user: { email: string } }[] },
    enabled: may,
  });
  const known = (members.data?.members ?? []).map((one) => one.user.email).sort();
  return [...new Set([user.email, ...known, ...seen])].filter((one): one is string => Boolean(one));
}
