// A panel in front of a simulated AWS says so on every page, before the login too, and tells how to come to a real one.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { api, mustBe } from '../api/client';
import type { About } from '../api/open-shapes';
import { texts, useText } from '../text/language';
import { useKept } from '../widgets/kept';

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

/** Kept in this browser, so that a page that is opened again does not move when the answer comes. */
function useSimulated(): boolean {
  const [kept, keep] = useKept('mirante.demo', { isSimulated: false });
  const about = useQuery({
    queryKey: ['about', 'simulated'],
    queryFn: () => mustBe<Pick<About, 'simulated'>>(api.GET('/api/v1/about')),
    staleTime: Infinity,
  });
  const told = about.data?.simulated;
  useEffect(() => {
    if (told !== undefined && told !== kept.isSimulated) keep({ isSimulated: told });
  }, [told, kept.isSimulated, keep]);
  return told ?? kept.isSimulated;
}

export function DemoBanner() {
  const t = useText(words);
  const isSimulated = useSimulated();
  const [isOpen, setOpen] = useState(false);
  if (!isSimulated) return null;
  return (
    <div className="m-demo" role="region" aria-label={t.label}>
      <span>{t.text}</span>{' '}
      <button type="button" className="m-demo-link" onClick={() => setOpen(true)}>
        {t.connect}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <HowToConnect onDismiss={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
