// Numbers, instants and ages in the reader's language and time zone. An instant never stands without its zone.
import type { Language } from '../text/language';

/** Zones whose people call them by another name than their city's. */
const zoneNames: Record<string, { 'pt-BR': string; en: string }> = {
  'America/Sao_Paulo': { 'pt-BR': 'Brasília', en: 'Brasília' },
  'America/Noronha': { 'pt-BR': 'Fernando de Noronha', en: 'Fernando de Noronha' },
  UTC: { 'pt-BR': 'UTC', en: 'UTC' },
  'Etc/UTC': { 'pt-BR': 'UTC', en: 'UTC' },
};

export function zoneName(zone: string, language: Language): string {
  const known = zoneNames[zone];
  if (known) return known[language];
  const city = zone.slice(zone.lastIndexOf('/') + 1);
  return city.replaceAll('_', ' ');
}

export function zoneOfBrowser(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'America/Sao_Paulo';
}

/** All zones that this browser knows; the one in use is always among them. */
export function allZones(present: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set(['America/Sao_Paulo', present, ...known, 'UTC'])];
}

const instantUnits: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

export class Formats {
  constructor(
    readonly language: Language,
    readonly zone: string,
  ) {}

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /** "1,2 MB", by thousands. */
  bytes(value: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
    return new Intl.NumberFormat(this.language, {
      style: 'unit',
      unit: units[power]!,
      unitDisplay: power === 0 ? 'long' : 'short',
      maximumFractionDigits: power === 0 ? 0 : 1,
    }).format(value / 1000 ** power);
  }

  /** "25/11/2026 14:03 (Brasília)"; seconds where the order of things matters. */
  instant(iso: string, precision: 'minute' | 'second' = 'minute'): string {
    return `${this.local(iso, precision)} (${zoneName(this.zone, this.language)})`;
  }

  /** "14:03 (Brasília)" of today, else the whole instant. */
  clock(iso: string, now: number): string {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime()) || this.day(iso) !== this.day(new Date(now).toISOString())) return this.instant(iso);
    const time = new Intl.DateTimeFormat(this.language, {
      timeZone: this.zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    return `${time.format(at)} (${zoneName(this.zone, this.language)})`;
  }

  /** "25/11/2026" in the reader's zone, of what is known by the day. */
  day(iso: string): string {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return iso;
    return new Intl.DateTimeFormat(this.language, {
      timeZone: this.zone,
      year: 'numeric',
      month: this.language === 'en' ? 'short' : '2-digit',
      day: '2-digit',
    }).format(at);
  }

  /** "qui., 25/11/2026": a date of a calendar ("2026-11-25"), which has no zone. */
  date(iso: string): string {
    const at = new Date(`${iso}T00:00:00Z`);
    if (Number.isNaN(at.getTime())) return iso;
    return new Intl.DateTimeFormat(this.language, {
      timeZone: 'UTC',
      weekday: 'short',
      year: 'numeric',
      month: this.language === 'en' ? 'short' : '2-digit',
      day: '2-digit',
    }).format(at);
  }

  private local(iso: string, precision: 'minute' | 'second'): string {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return iso;
    const parts = new Intl.DateTimeFormat(this.language, {
      timeZone: this.zone,
      year: 'numeric',
      month: this.language === 'en' ? 'short' : '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(precision === 'second' ? { second: '2-digit' as const } : {}),
    });
    return parts.format(at).replace(',', this.language === 'pt-BR' ? '' : ',');
  }

  /** "há 3 min", "em 2 h"; against `now`, so that it can tick. */
  age(iso: string, now: number): string {
    const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
    if (Number.isNaN(seconds)) return iso;
    if (Math.abs(seconds) < 5) return this.language === 'pt-BR' ? 'agora' : 'just now';
    for (const [unit, length] of instantUnits)
      if (Math.abs(seconds) >= length) return this.relative(Math.trunc(seconds / length), unit);
    return this.relative(seconds, 'second');
  }

  private relative(value: number, unit: Intl.RelativeTimeFormatUnit): string {
    const format = new Intl.RelativeTimeFormat(this.language, { style: 'short', numeric: 'always' });
    // Portuguese abbreviations of units carry no full stop ("3 min"); the platform's data writes one.
    return format
      .format(value, unit)
      .replace('.', '')
      .replace(/(\d) seg$/, '$1 s');
  }

  /** "3 min 20 s", between two instants. */
  duration(from: string, until: string): string {
    const seconds = Math.max(0, Math.round((new Date(until).getTime() - new Date(from).getTime()) / 1000));
    const parts: [number, string][] = [
      [Math.floor(seconds / 86_400), 'd'],
      [Math.floor(seconds / 3600) % 24, 'h'],
      [Math.floor(seconds / 60) % 60, 'min'],
      [seconds % 60, 's'],
    ];
    const first = parts.findIndex(([value]) => value > 0);
    if (first < 0) return '0 s';
    return parts
      .slice(first, first + 2)
      .filter(([value]) => value > 0)
      .map(([value, unit]) => `${value} ${unit}`)
      .join(' ');
  }
}
