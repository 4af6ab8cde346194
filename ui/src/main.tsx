import '@cloudscape-design/global-styles/index.css';
import './app/own.css';
import { createRoot } from 'react-dom/client';
import { watchPresence } from './api/presence';
import { App } from './app/app';
import { beginTheme } from './app/theme';

beginTheme();
watchPresence();
createRoot(document.getElementById('root')!).render(<App />);
