import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import { asProblem, isSignedOut } from '../api/problem';
import { NowProvider } from '../format/use-formats';
import { LanguageProvider, languageOfBrowser } from '../text/language';
import type { makeRouter } from './routes';
import { sessionKey } from './session';

export function makeQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server has decided does not change by asking again; silence may.
        retry: (count, error) => count < 2 && asProblem(error).status === 0,
      },
      mutations: { retry: false },
    },
  });
  // A session that has ended shows at the first refused call; the gate then leads to the login.
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return;
    if (isSignedOut(event.action.error)) queries.setQueryData(sessionKey, null);
  });
  return queries;
}

interface AppProps {
  queries: QueryClient;
  router: ReturnType<typeof makeRouter>;
}

export function App({ queries, router }: AppProps) {
  return (
    <LanguageProvider value={languageOfBrowser()}>
      <QueryClientProvider client={queries}>
        <NowProvider>
          <RouterProvider router={router} />
        </NowProvider>
      </QueryClientProvider>
    </LanguageProvider>
  );
}
