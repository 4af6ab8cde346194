// What a rule says, as people say it: "segunda a sexta, 08:00 às 19:00". Times are the schedule's own; whoever shows the
// sentence shows the schedule's zone with it.
import type { Language } from '../../text/language';
import type { Action, Days, Rule } from './rules';
import { type Day, week } from './week';

const dayNames: Record<Language, Record<Day, string>> = {
  'pt-BR': {
    mon: 'segunda',
    tue: 'terça',
    wed: 'quarta',
    thu: 'quinta',
    fri: 'sexta',
    sat: 'sábado',
    sun: 'domingo',
  },
  en: {
    mon: 'Monday',
    tue: 'Tuesday',
    wed: 'Wednesday',
    thu: 'Thursday',
    fri: 'Friday',
    sat: 'Saturday',
    sun: 'Sunday',
  },
};

const actionNames: Record<Language, Record<Action, string>> = {
  'pt-BR': { start: 'ligar', stop: 'desligar', reboot: 'reiniciar', resize: 'mudar o tipo' },
  en: { start: 'start', stop: 'stop', reboot: 'reboot', resize: 'change the type' },
};

function listed(words: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
}

/** Three and more days in a row are named by their ends. */
function weekdayWords(days: readonly Day[], language: Language): string {
  const names = dayNames[language];
  const order = week.filter((day) => days.includes(day));
  const first = week.indexOf(order[0] ?? 'mon');
  const isInARow = order.every((day, at) => day === week[first + at]);
  if (order.length < 3 || !isInARow)
    return listed(
      order.map((day) => names[day]),
      language,
    );
  return `${names[order[0]!]} ${language === 'pt-BR' ? 'a' : 'to'} ${names[order.at(-1)!]}`;
}

function nthWords(nth: number, day: Day, language: Language): string {
  const name = dayNames[language][day];
  const isMasculine = day === 'sat' || day === 'sun';
  if (language === 'pt-BR') {
    if (nth < 0) return isMasculine ? `último ${name}` : `última ${name}`;
    return `${nth}${isMasculine ? 'º' : 'ª'} ${name}`;
  }
  const ordinal = ['first', 'second', 'third', 'fourth', 'fifth'][nth - 1] ?? String(nth);
  return nth < 0 ? `last ${name}` : `${ordinal} ${name}`;
}

export function daysWords(days: Days, language: Language): string {
  const isPortuguese = language === 'pt-BR';
  if (days === 'every_day') return isPortuguese ? 'todos os dias' : 'every day';
  if ('weekdays' in days) return weekdayWords(days.weekdays, language);
  if ('nth' in days) {
    const each = listed(
      days.nth.map(({ nth, weekday }) => nthWords(nth, weekday, language)),
      language,
    );
    return isPortuguese ? `${each} do mês` : `${each} of the month`;
  }
  if ('nearest_weekday' in days)
    return isPortuguese
      ? `dia útil (segunda a sexta) mais próximo do dia ${days.nearest_weekday}`
      : `the day from Monday to Friday nearest to day ${days.nearest_weekday}`;
  const dates = listed(days.month_days.map(String), language);
  const isOne = days.month_days.length === 1;
  const which = isPortuguese ? `${isOne ? 'dia' : 'dias'} ${dates}` : `${isOne ? 'day' : 'days'} ${dates} of the month`;
  // Only these are missing from some months.
  if (!days.month_days.some((day) => day > 28)) return which;
  if (days.short_months === 'last_day')
    return isPortuguese ? `${which} (em meses curtos, o último dia)` : `${which} (in short months the last day)`;
  return isPortuguese ? `${which} (meses sem esse dia ficam de fora)` : `${which} (months without it are left out)`;
}

/** "2026-03-02T18:00" without a zone, as this language writes a date and a time. */
function localWords(local: string, language: Language): string {
  const at = new Date(`${local}Z`);
  if (Number.isNaN(at.getTime())) return local;
  const shown = { dateStyle: 'short', timeStyle: 'short', timeZone: 'UTC', hourCycle: 'h23' } as const;
  const written = new Intl.DateTimeFormat(language, language === 'en' ? { ...shown, dateStyle: 'medium' } : shown);
  return written.format(at);
}

function windowWords(begin: string | undefined, end: string | undefined, language: Language): string {
  const isPortuguese = language === 'pt-BR';
  if (begin === undefined) return isPortuguese ? `desligar às ${end}` : `stop at ${end}`;
  if (end === undefined) return isPortuguese ? `ligar às ${begin}` : `start at ${begin}`;
  // Times of one length compare as text; 24:00 is this day's own end.
  const isNextDay = end <= begin;
  if (isPortuguese) return `das ${begin} às ${end}${isNextDay ? ' do dia seguinte' : ''}`;
  return `from ${begin} to ${end}${isNextDay ? ' on the next day' : ''}`;
}

function asType(type: string | undefined, language: Language): string {
  if (type === undefined) return '';
  return language === 'pt-BR' ? `, como ${type}` : `, as ${type}`;
}

export function ruleWords(rule: Rule, language: Language): string {
  const isPortuguese = language === 'pt-BR';
  if ('window' in rule) {
    const { begin, end, days, type } = rule.window;
    return `${daysWords(days, language)}, ${windowWords(begin, end, language)}${asType(type, language)}`;
  }
  if ('once' in rule) {
    const begin = localWords(rule.once.begin, language);
    const end = localWords(rule.once.end, language);
    const words = isPortuguese ? `uma vez, de ${begin} até ${end}` : `once, from ${begin} to ${end}`;
    return words + asType(rule.once.type, language);
  }
  const { point } = rule;
  const action = actionNames[language][point.action];
  const type = point.type === undefined ? '' : isPortuguese ? ` para ${point.type}` : ` to ${point.type}`;
  const what = point.action === 'resize' ? action + type : action + asType(point.type, language);
  if ('at' in point) return `${daysWords(point.days, language)}, ${isPortuguese ? 'às' : 'at'} ${point.at}: ${what}`;
  if ('cron' in point) return `cron “${point.cron}”: ${what}`;
  if ('once' in point) {
    const at = localWords(point.once, language);
    return isPortuguese ? `uma vez, em ${at}: ${what}` : `once, on ${at}: ${what}`;
  }
  const from = localWords(point.every.from, language);
  const [count, unit] = 'hours' in point.every ? [point.every.hours, 'h'] : [point.every.minutes, 'min'];
  return isPortuguese
    ? `a cada ${count} ${unit} a partir de ${from}: ${what}`
    : `every ${count} ${unit} from ${from} on: ${what}`;
}

/** Rules that somebody wrote as JSON may be anything; those that cannot be said are shown as they are. */
export function anyRuleWords(rule: unknown, language: Language): string {
  try {
    return ruleWords(rule as Rule, language);
  } catch {
    return JSON.stringify(rule);
  }
}
