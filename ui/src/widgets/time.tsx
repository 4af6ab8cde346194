import { useFormats, useNow } from '../format/use-formats';

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

export function Moment({ at, precision = 'minute' }: { at: string; precision?: 'minute' | 'second' }) {
  const formats = useFormats();
  return (
    <time dateTime={at} className="m-nowrap m-when">
      {formats.instant(at, precision)}
    </time>
  );
}
