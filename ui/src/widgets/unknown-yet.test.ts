import { expect, it } from 'vitest';
import { isUnknownYet } from './unknown-yet';

it('does not take the emptiness of the filter before for that of this one', () => {
  const asked = { isPending: false, isPlaceholderData: true };
  expect(isUnknownYet(asked, 0)).toBe(true);
  expect(isUnknownYet(asked, 3)).toBe(false);
  expect(isUnknownYet({ isPending: false, isPlaceholderData: false }, 0)).toBe(false);
  expect(isUnknownYet({ isPending: true, isPlaceholderData: false }, 0)).toBe(true);
});
