import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { api, must } from '../../api/client';

/**
 * The secret of a link, which stands behind the # so that no server and no log sees it. Looking changes nothing; a link
 * that was taken is not looked at again.
 */
export function useLink(isTaken = false) {
  const { hash } = useLocation();
  const [token] = useState(() => hash.slice(1));
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => must(api.POST('/api/v1/links/show', { body: { token } })),
    enabled: token !== '' && !isTaken,
    retry: false,
    staleTime: Infinity,
  });
  return { token, link };
}
