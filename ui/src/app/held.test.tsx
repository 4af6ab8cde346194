import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import { Held, isLate } from './held';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function deferred() {
  let resolve = (_: string) => {};
  const promise = new Promise<string>((done) => (resolve = done));
  return { promise, resolve };
}

function Chain({ first, second }: { first: Promise<string>; second: Promise<string> }) {
  const one = useQuery({ queryKey: ['one'], queryFn: () => first }).data;
  const two = useQuery({ queryKey: ['two'], queryFn: () => second, enabled: one !== undefined }).data;
  return <p>{`${one} ${two}`}</p>;
}

function Late() {
  return (
    <p>{useQuery({ queryKey: ['late'], queryFn: () => new Promise<string>(() => {}), meta: isLate }).data ?? '…'}</p>
  );
}

const around = (page: React.ReactNode) => (
  <QueryClientProvider client={new QueryClient()}>
    <MemoryRouter>
      <Held>{page}</Held>
    </MemoryRouter>
  </QueryClientProvider>
);

test('a page is seen when all that it asks for, one thing after another, has come', async () => {
  const [first, second] = [deferred(), deferred()];
  const { container } = render(around(<Chain first={first.promise} second={second.promise} />));
  const isUnseen = () => container.querySelector('.m-unseen') !== null;
  expect(isUnseen()).toBe(true);
  expect(screen.getByRole('status')).toBeTruthy();

  first.resolve('a');
  await waitFor(() => expect(container.textContent).toBe('a undefined'));
  await new Promise((done) => setTimeout(done, 400));
  expect(isUnseen()).toBe(true);
  second.resolve('b');

  await waitFor(() => expect(isUnseen()).toBe(false));
  expect(container.textContent).toBe('a b');
});

test('it does not wait for ever for what may take long', async () => {
  const { container } = render(around(<Late />));
  expect(container.querySelector('.m-unseen')).not.toBeNull();

  await waitFor(() => expect(container.querySelector('.m-unseen')).toBeNull(), { timeout: 3_000 });
});

test('nor where the timer rings before the clock says so', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const { container } = render(around(<Late />));

  await waitFor(() => expect(container.querySelector('.m-unseen')).toBeNull(), { timeout: 3_000 });
});
