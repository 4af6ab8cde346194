import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { api, must } from '../../api/client';

/** The secret of a link, which stands behind the # so that no server and no log sees it. Looking changes nothing. */
export function useLink() {
  const { hash } = useLocation();
  const [token] = useState(() => hash.slice(1));
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => must(api.POST('/api/v1/links/show', { body: { token } })),
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
  return { token, link };
}
