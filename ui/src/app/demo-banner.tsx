// A panel in front of a simulated AWS says so on every page, before the login too, and tells how to come to a real one.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { api, mustBe } from '../api/client';
import type { About } from '../api/open-shapes';
import { texts, useText } from '../text/language';
import { setClock } from './clock';

const HowToConnect = lazy(() => import('./demo-connect'));

const words = texts(
  {
    label: 'Demonstração',
    text: 'Demonstração: a AWS aqui é simulada. Nada é real e nada custa.',
    connect: 'Conectar uma conta real',
  },
  {
    label: 'Demo',
    text: 'Demo: AWS is simulated here. Nothing is real and nothing costs anything.',
    connect: 'Connect a real account',
  },
);

/** Asked before anything is drawn: the banner stands above all, and a demo's clock counts for all. */
export const simulatedQuery = queryOptions({
  queryKey: ['about', 'simulated'],
  queryFn: async () => {
    const about = await mustBe<Pick<About, 'simulated' | 'clock'>>(api.GET('/api/v1/about'));
    setClock(about.clock);
    return about;
  },
  staleTime: Infinity,
  gcTime: Infinity,
  // Somebody at another page may let the clock go faster.
  refetchInterval: (query) => (query.state.data?.simulated ? 10_000 : false),
});

/** `children` stand in it, where this is a demo. */
export function DemoBanner({ children }: { children?: ReactNode }) {
  const t = useText(words);
  const isSimulated = useQuery(simulatedQuery).data?.simulated;
  const [isOpen, setOpen] = useState(false);
  if (!isSimulated) return null;
  return (
    <div className="m-demo" role="region" aria-label={t.label}>
      <span>{t.text}</span>{' '}
      <button type="button" className="m-demo-link" onClick={() => setOpen(true)}>
        {t.connect}
      </button>
      {children}
      {isOpen && (
        <Suspense fallback={null}>
          <HowToConnect onDismiss={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
