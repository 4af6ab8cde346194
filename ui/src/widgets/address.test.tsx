import { act, render } from '@testing-library/react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { expect, it } from 'vitest';
import { useAddress } from './address';

it('builds a change on the address, not on what was drawn last', () => {
  const drawn: ReturnType<typeof useAddress>[] = [];
  function Page() {
    drawn.push(useAddress());
    return null;
  }
  const router = createBrowserRouter([{ path: '*', element: <Page /> }]);
  render(<RouterProvider router={router} />);
  const [, change] = drawn[0]!;
  const set = (key: string) => (present: URLSearchParams) => {
    present.set(key, '1');
    return present;
  };

  // Both by what was drawn at first.
  act(() => change(set('customer')));
  act(() => change(set('region')));

  expect(window.location.search).toBe('?customer=1&region=1');
  expect(drawn.at(-1)![0].toString()).toBe('customer=1&region=1');
});
