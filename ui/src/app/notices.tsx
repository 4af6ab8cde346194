// Messages at the head of the page: what was done, what went wrong, and operations that one has just asked for.
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { freshKey } from '../api/fresh-key';

export interface Notice {
  key: string;
  type: 'success' | 'error' | 'info' | 'warning';
  text: ReactNode;
}

interface Notices {
  notices: Notice[];
  followed: string[];
  tell: (type: Notice['type'], text: ReactNode) => void;
  follow: (operation: string) => void;
  dismiss: (key: string) => void;
}

const NoticesContext = createContext<Notices | null>(null);
const followedMax = 3;

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const [followed, setFollowed] = useState<string[]>([]);
  const value = useMemo<Notices>(
    () => ({
      notices,
      followed,
      tell: (type, text) => setNotices((present) => [{ key: freshKey(), type, text }, ...present].slice(0, 4)),
      follow: (operation) =>
        setFollowed((present) => [operation, ...present.filter((one) => one !== operation)].slice(0, followedMax)),
      dismiss: (key) => {
        setNotices((present) => present.filter((one) => one.key !== key));
        setFollowed((present) => present.filter((one) => one !== key));
      },
    }),
    [notices, followed],
  );
  return <NoticesContext.Provider value={value}>{children}</NoticesContext.Provider>;
}

export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (!notices) throw new Error('notices stand outside their provider');
  return notices;
}
