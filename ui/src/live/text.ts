import { texts } from '../text/language';

export const liveText = texts(
  {
    connecting: 'Conectando…',
    live: 'Ao vivo',
    reconnecting: 'Reconectando… os dados são atualizados em intervalos',
  },
  {
    connecting: 'Connecting…',
    live: 'Live',
    reconnecting: 'Reconnecting… data is refreshed at intervals',
  },
);
