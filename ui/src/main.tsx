// The first script, and a small one: it sees by the address what this page needs and asks for all of it at once, files
// and answers. What comes draws the page (app/begin.tsx); until then index.html's own mark of waiting stands there.
import './app/first.css';
import { askAhead } from './api/ahead';
import { watchPresence } from './api/presence';
import { placeOf } from './app/pages';
import { beginTheme } from './app/theme';
import { cloudscapeWords } from './text/cloudscape-words';
import { languageOfBrowser } from './text/of-browser';

beginTheme();
watchPresence();

const { place, isDoor } = placeOf(location.pathname);
const language = languageOfBrowser();
document.documentElement.lang = language;

const behindLogin = ['accounts', 'customers', 'pauses', 'operations?state=running&limit=50'];
/** What every page behind the login reads; without a session it would be refused. */
async function askFirst(): Promise<void> {
  const session = await askAhead('/api/v1/session');
  if (session.ok) for (const path of behindLogin) void askAhead(`/api/v1/${path}`);
}
void askAhead('/api/v1/about');
if (!isDoor) askFirst().catch(() => {});

const frame = isDoor ? import('./app/door') : import('./app/inside');
// What does not come is asked for again by the router, which also says so.
const file = place.load().catch(() => undefined);
const words = cloudscapeWords(language).catch(() => undefined);
const failed = {
  'pt-BR': 'O painel não pôde ser carregado. Recarregue a página.',
  en: 'The panel could not be loaded. Reload the page.',
};

Promise.all([import('./app/begin'), frame, file, words])
  .then(([{ begin }, around, loaded]) => begin({ place, isDoor, frame: around, file: loaded }))
  .catch((error: unknown) => {
    document.getElementById('root')!.textContent = failed[language];
    throw error;
  });
