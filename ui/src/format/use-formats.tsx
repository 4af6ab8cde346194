import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { timeNow } from '../app/clock';
import { useLanguage } from '../text/language';
import { Formats, zoneOfBrowser } from './format';

const ZoneContext = createContext<string>(zoneOfBrowser());
export const ZoneProvider = ZoneContext.Provider;

export function useFormats(): Formats {
  const language = useLanguage();
  const zone = useContext(ZoneContext);
  return useMemo(() => new Formats(language, zone), [language, zone]);
}

const NowContext = createContext(timeNow());

/** One clock for all ages on a page, so that they move together. */
export function NowProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(timeNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(timeNow()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <NowContext.Provider value={now}>{children}</NowContext.Provider>;
}

export function useNow(): number {
  return useContext(NowContext);
}
