import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Menu } from './menu';

afterEach(cleanup);

const items = [
  { id: 'profile', text: 'Profile' },
  { id: 'light', text: 'Light', heading: 'Theme', isChosen: true },
  { id: 'other', text: 'Other company', heading: '', isDisabled: true },
  { id: 'leave', text: 'Log out', heading: '' },
];

function open() {
  const chosen = vi.fn();
  render(
    <Menu label="Menu of Ana" items={items} onSelect={chosen}>
      Ana
    </Menu>,
  );
  const button = screen.getByRole('button', { name: 'Menu of Ana' });
  button.focus();
  fireEvent.keyDown(button, { key: 'ArrowDown' });
  return { chosen, button, press: (key: string) => fireEvent.keyDown(document.activeElement!, { key }) };
}

test('keys go through what can be chosen, and round', () => {
  const { chosen, button, press } = open();
  expect(document.activeElement?.textContent).toBe('Profile');

  press('ArrowDown');
  press('ArrowDown');
  expect(document.activeElement?.textContent).toBe('Log out');
  press('ArrowDown');
  expect(document.activeElement?.textContent).toBe('Profile');
  press('End');
  press('Enter');

  expect(chosen.mock.calls).toEqual([['leave']]);
  expect(screen.queryByRole('menu')).toBeNull();
  expect(document.activeElement).toBe(button);
});

test('Escape closes it and chooses nothing', () => {
  const { chosen, button, press } = open();

  press('Escape');

  expect(screen.queryByRole('menu')).toBeNull();
  expect(document.activeElement).toBe(button);
  expect(chosen).not.toHaveBeenCalled();
});

test('what is chosen says so, and what cannot be chosen does nothing', () => {
  const { chosen } = open();

  expect(screen.getByRole('menuitemradio', { name: 'Light' }).getAttribute('aria-checked')).toBe('true');
  fireEvent.click(screen.getByRole('menuitem', { name: 'Other company' }));

  expect(chosen).not.toHaveBeenCalled();
});
