import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useReadAgain } from './queries';

function staleAfter(asked: Promise<string>) {
  const queries = new QueryClient();
  queries.setQueryData(['customers', 'all'], []);
  queries.setQueryData(['accounts', 'list'], []);
  const { result } = renderHook(useReadAgain, {
    wrapper: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
  });
  const isStale = () =>
    [
      ['customers', 'all'],
      ['accounts', 'list'],
    ].map((key) => queries.getQueryState(key)?.isInvalidated);
  return { answer: result.current(asked), isStale };
}

test('customers and accounts are read again after a change, and after one that was refused', async () => {
  const done = staleAfter(Promise.resolve('moved'));
  expect(await done.answer).toBe('moved');
  expect(done.isStale()).toEqual([true, true]);

  const refused = staleAfter(Promise.reject(new Error('somebody was faster')));
  await expect(refused.answer).rejects.toThrow('somebody was faster');
  expect(refused.isStale()).toEqual([true, true]);
});
