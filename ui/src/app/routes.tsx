// The pages under their two frames. The first page's files are there already when the router begins, so that it draws
// at once; those of all others load when they are opened.
import type { QueryClient } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { languageOfBrowser } from '../text/language';
import { textsQuery } from './cloudscape-texts';
import { Broken } from './broken';
import { FullPageWait } from './full-page';
import { doors, type FrameFile, mayOpen, type PageFile, pages, type Place } from './pages';
import { sessionQuery, useSession } from './session';

const NotForYou = lazy(() => import('./not-for-you'));

/** What was loaded before anything is drawn. */
export interface First {
  place: Place;
  isDoor: boolean;
  frame: FrameFile;
  /** Undefined: it could not be loaded. */
  file: PageFile | undefined;
}

/** The page for who may see it. */
function forWhoMay(place: Place, Component: ComponentType): ComponentType {
  if (!place.needs) return Component;
  return () =>
    mayOpen(place, useSession()) ? (
      <Component />
    ) : (
      <Suspense>
        <NotForYou />
      </Suspense>
    );
}

export function makeRouter(queries: QueryClient, first: First) {
  const routeOf = (place: Place): RouteObject =>
    place === first.place && first.file
      ? { path: place.path, Component: forWhoMay(place, first.file.Component) }
      : { path: place.path, lazy: async () => ({ Component: forWhoMay(place, (await place.load()).Component) }) };
  // Asked for while the page's own file loads. Nobody waits for it here: the gate does.
  const askAhead = () => {
    void queries.prefetchQuery(sessionQuery);
    void queries.prefetchQuery(textsQuery(languageOfBrowser()));
    return null;
  };
  const common = { errorElement: <Broken />, hydrateFallbackElement: <FullPageWait /> };
  const router = createBrowserRouter(
    [
      {
        ...common,
        ...(first.isDoor
          ? { Component: first.frame.Frame }
          : { lazy: async () => ({ Component: (await import('./door')).Frame }) }),
        children: doors.map(routeOf),
      },
      {
        ...common,
        id: 'inside',
        ...(first.isDoor
          ? { lazy: async () => ({ Component: (await import('./inside')).Frame }) }
          : { Component: first.frame.Frame }),
        loader: askAhead,
        shouldRevalidate: () => false,
        children: pages.map(routeOf),
      },
    ],
    // The first page's loader has been called, as it were: begin.tsx asks for the same.
    first.isDoor ? {} : { hydrationData: { loaderData: { inside: null } } },
  );
  return router;
}
