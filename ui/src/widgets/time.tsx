import { useFormats, useNow } from '../format/use-formats';
import { texts, useText } from '../text/language';

const words = texts({ seen: (time: string) => `visto às ${time}` }, { seen: (time) => `seen at ${time}` });

/** How long ago, with the exact instant behind it. */
export function Age({ at }: { at: string }) {
  const formats = useFormats();
  const now = useNow();
  return (
    <time dateTime={at} title={formats.instant(at, 'second')} className="m-nowrap m-when">
      {formats.age(at, now)}
    </time>
  );
}

/** At what time something was seen; how long ago behind it. */
export function SeenAt({ at }: { at: string }) {
  const t = useText(words);
  const formats = useFormats();
  const now = useNow();
  return (
    <time dateTime={at} title={formats.age(at, now)} className="m-when">
      {t.seen(formats.clock(at, now))}
    </time>
  );
}

export function Moment({ at, precision = 'minute' }: { at: string; precision?: 'minute' | 'second' }) {
  const formats = useFormats();
  return (
    <time dateTime={at} className="m-nowrap m-when">
      {formats.instant(at, precision)}
    </time>
  );
}
