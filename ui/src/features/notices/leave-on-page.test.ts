import { expect, it } from 'vitest';
import { sumOf } from './leave-on-page';

const usd = (amount: string) => ({ amount, currency: 'USD' });

it('adds what leaving servers on costs', () => {
  expect(sumOf([usd('0.5'), usd('1.25')])).toEqual(usd('1.750000000'));
});

it('knows no sum where one cost is unknown, and none of nothing', () => {
  expect(sumOf([usd('0.5'), null])).toBeNull();
  expect(sumOf([])).toBeNull();
});
