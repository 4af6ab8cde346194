// The keyboard: `/` to the page's search, `g` and a letter to a page, `?` for this list.
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useScoped } from './scope';

const KeysHelp = lazy(() => import('./keys-help'));

const helpAsked = 'mirante-keys-help';
const goWithin = 1_500;

export function askForKeysHelp(): void {
  document.dispatchEvent(new Event(helpAsked));
}

const places: Record<string, string> = { h: '/', s: '/servers', o: '/operations', c: '/schedules', a: '/audit' };

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function Keys() {
  const navigate = useNavigate();
  const scoped = useScoped();
  const [isShown, setShown] = useState(false);
  const pressedG = useRef(-Infinity);
  useEffect(() => {
    const show = () => setShown(true);
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      if (event.key === '?') return show();
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-search] input');
        if (!search) return;
        event.preventDefault();
        return search.focus();
      }
      if (event.key === 'g') {
        pressedG.current = event.timeStamp;
        return;
      }
      const place = places[event.key];
      if (place && event.timeStamp - pressedG.current < goWithin) {
        pressedG.current = -Infinity;
        void navigate(place === '/schedules' ? place : scoped(place));
      }
    };
    document.addEventListener('keydown', press);
    document.addEventListener(helpAsked, show);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener(helpAsked, show);
    };
  }, [navigate, scoped]);
  return (
    isShown && (
      <Suspense fallback={null}>
        <KeysHelp onClose={() => setShown(false)} />
      </Suspense>
    )
  );
}
