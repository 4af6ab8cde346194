// The keyboard: `/` to the page's search, `g` and a letter to a page, `?` for this list.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useText } from '../text/language';
import { useScoped } from './scope';
import { shellText } from './text';

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
  const t = useText(shellText).keys;
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
        void navigate(place === '/audit' || place === '/schedules' ? place : scoped(place));
      }
    };
    document.addEventListener('keydown', press);
    document.addEventListener(helpAsked, show);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener(helpAsked, show);
    };
  }, [navigate, scoped]);

  const rows: [string[], string][] = [
    [['/'], t.search],
    [['g', 'h'], t.home],
    [['g', 's'], t.servers],
    [['g', 'c'], t.schedules],
    [['g', 'o'], t.operations],
    [['g', 'a'], t.audit],
    [['?'], t.help],
  ];
  return (
    <Modal
      visible={isShown}
      onDismiss={() => setShown(false)}
      header={t.title}
      size="small"
      footer={
        <Box float="right">
          <Button onClick={() => setShown(false)}>{t.close}</Button>
        </Box>
      }
    >
      <SpaceBetween size="xs">
        {rows.map(([keys, text]) => (
          <div key={text}>
            {keys.map((key) => (
              <span key={key}>
                <kbd className="m-kbd">{key}</kbd>{' '}
              </span>
            ))}
            {text}
          </div>
        ))}
      </SpaceBetween>
    </Modal>
  );
}
