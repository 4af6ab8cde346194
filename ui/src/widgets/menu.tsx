// A button that opens a menu, for the page's head: light, as every page has it. Keys as in menus everywhere: arrows, Home,
// End, Escape, Tab.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface MenuItem {
  id: string;
  text: string;
  secondary?: string;
  isDisabled?: boolean;
  /** Of those with one heading, which is chosen; undefined: nothing is chosen by it. */
  isChosen?: boolean;
  /** Of a group, of which this is one. */
  heading?: string;
}

interface MenuProps {
  label: string;
  children: ReactNode;
  /** Above the items. */
  about?: string;
  items: MenuItem[];
  onSelect: (id: string) => void;
}

export function Menu({ label, children, about, items, onSelect }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  const focusable = () => [...place.current!.querySelectorAll<HTMLElement>('[role^=menuitem]:not([aria-disabled])')];
  const trigger = () => place.current!.querySelector('button')!;
  useEffect(() => {
    if (!isOpen) return undefined;
    focusable()[0]?.focus();
    const close = ({ target }: PointerEvent) => !place.current?.contains(target as Node) && setOpen(false);
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [isOpen]);
  const choose = (item: MenuItem) => {
    if (item.isDisabled) return;
    setOpen(false);
    trigger().focus();
    onSelect(item.id);
  };
  const press = (event: KeyboardEvent) => {
    if (!isOpen) {
      if (event.key === 'ArrowDown') setOpen(true);
      else return;
      return event.preventDefault();
    }
    const all = focusable();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to !== undefined) all[to]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') {
      setOpen(false);
      trigger().focus();
      if (event.key === 'Tab') return;
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (at < 0) return;
      all[at]!.click();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="m-menu" ref={place} onKeyDown={press}>
      <button
        type="button"
        className="m-head-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
        <svg className="m-caret" viewBox="0 0 10 6" width="10" height="6" aria-hidden="true">
          <path d="M0 0h10L5 6z" fill="currentColor" />
        </svg>
      </button>
      {isOpen && (
        <div className="m-menu-list">
          {about && <div className="m-menu-about">{about}</div>}
          <div role="menu" id={id} aria-label={label}>
            {items.map((item, index) => (
              <Item key={item.id} item={item} isFirst={item.heading !== items[index - 1]?.heading} choose={choose} />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function Item({ item, isFirst, choose }: { item: MenuItem; isFirst: boolean; choose: (item: MenuItem) => void }) {
  return (
    <>
      {isFirst && item.heading && (
        <div className="m-menu-heading" role="presentation">
          {item.heading}
        </div>
      )}
      <div
        role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
        aria-checked={item.isChosen}
        aria-disabled={item.isDisabled || undefined}
        tabIndex={-1}
        className="m-menu-item"
        onClick={() => choose(item)}
      >
        {item.text}
        {item.secondary && <span className="m-menu-secondary">{item.secondary}</span>}
      </div>
    </>
  );
}
