// Draws the first page once its files and first answers are there, so that it is drawn once and does not move.
import '@cloudscape-design/global-styles/index.css';
import './own.css';
import { createRoot } from 'react-dom/client';
import { languageOfBrowser } from '../text/of-browser';
import { App, makeQueries } from './app';
import { textsQuery } from './cloudscape-texts';
import { knowAhead } from './held';
import { mayOpen } from './pages';
import { type First, makeRouter } from './routes';
import { sessionQuery } from './session';

export async function begin(first: First): Promise<void> {
  const queries = makeQueries();
  // None of these throws: who reads them later sees what went wrong.
  const words = queries.prefetchQuery(textsQuery(languageOfBrowser()));
  const session = first.isDoor ? null : await queries.fetchQuery(sessionQuery).catch(() => null);
  const file = session && mayOpen(first.place, session) ? first.file : undefined;
  await Promise.all([
    words,
    first.frame.frameAhead(queries, session),
    session && queries.prefetchQuery(textsQuery(session.user.language)),
    session && file?.ahead?.(queries, session),
  ]);
  if (session && file?.ahead) knowAhead(location.pathname);
  createRoot(document.getElementById('root')!).render(<App queries={queries} router={makeRouter(queries, first)} />);
}
