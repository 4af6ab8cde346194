import { expect, it } from 'vitest';
import { placeOf, withPlace } from './place';

const of = (text: string) => placeOf(new URLSearchParams(text), 50);

it('shows whoever opens a link the page that was sent, whatever size they prefer', () => {
  const sent = withPlace(new URLSearchParams('state=running'), 3, 100);
  expect(sent.toString()).toBe('state=running&page=3&size=100');
  expect(of(sent.toString())).toEqual({ page: 3, size: 100 });
});

it('leaves the address of the first page as it was', () => {
  expect(withPlace(new URLSearchParams('q=web&page=3&size=100'), 1, 100).toString()).toBe('q=web');
});

it('takes what it cannot read for what is preferred', () => {
  expect(of('page=x&size=7')).toEqual({ page: 1, size: 50 });
  expect(of('page=2')).toEqual({ page: 2, size: 50 });
});
