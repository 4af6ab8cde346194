import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api, mustBe, type Schemas } from '../../api/client';
import { sessionQuery } from '../../app/session';
import { useSeen } from '../../widgets/seen';

type Member = Schemas['Member'];

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => (await mustBe<{ members: Member[] }>(api.GET('/api/v1/members'))).members,
});

/** For changes of a member whom another administrator may change too. */
export function useSeenMember({ user, etag }: Member) {
  const queries = useQueryClient();
  return useSeen(etag, async () => {
    const now = await queries.fetchQuery({ ...membersQuery, staleTime: 0 });
    return now.find((one) => one.user.id === user.id)?.etag;
  });
}

/** For changes of one's own profile, which may be open elsewhere too. */
export function useSeenProfile({ etag }: Schemas['User']) {
  const queries = useQueryClient();
  return useSeen(etag, async () => (await queries.fetchQuery({ ...sessionQuery, staleTime: 0 }))?.user.etag);
}
