/** Numbers and times as people read them. Pure. */

import type { Cost } from '../../domain/money.ts';
import { copy, language } from './copy.ts';

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** 1,234,567 bytes as "1.2 MB": thousands, as file managers count. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const digits = step === 0 || value >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number.format(value)} ${UNITS[step] ?? 'B'}`;
}

/** Seconds as a player shows them: 65 is "1:05", 3,725 is "1:02:05". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A length as people say it: 12 is "12 sec", 200 is "3 min". */
export function formatSeconds(seconds: number, locale: string = language): string {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : [seconds / 60, 'minute'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(Math.round(value));
}

const AGO: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
/** After a week a date says more than "9 days ago". */
const WEEK_SECONDS = 7 * 86_400;

/** "5 minutes ago", or a date after a week. Both times in ms since 1970. */
export function formatAgo(then: number, now: number, locale: string = language): string {
  const seconds = (now - then) / 1000;
  if (seconds >= WEEK_SECONDS) return formatDay(then, locale);
  const relative = relativeIn(locale);
  const fit = AGO.find(([, size]) => seconds >= size);
  return fit === undefined ? relative.format(0, 'second') : relative.format(-Math.floor(seconds / fit[1]), fit[0]);
}

/** A day by its date, as "Nov 23, 2026". In ms since 1970. */
export const formatDay = (then: number, locale: string = language): string => daysIn(locale).format(then);

// The library says them on every card, and one takes longer to make than a card to draw.
const relativeIn = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const daysIn = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));

/** Makes it once for each language. */
function once<Format>(make: (locale: string) => Format): (locale: string) => Format {
  const made = new Map<string, Format>();
  return (locale) => {
    const format = made.get(locale) ?? make(locale);
    made.set(locale, format);
    return format;
  };
}

/** As money; what is less than a cent, as single calls are, with more digits. */
export function formatCents(cents: number, locale: string = language): string {
  const digits = cents > 0 && cents < 1 ? { maximumFractionDigits: 4 } : {};
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', ...digits }).format(cents / 100);
}

/** What was spent: a range where a call's answer was lost, so that nobody knows whether it was billed. */
export function formatCost({ cents, upToCents }: Cost): string {
  const [from, to] = [formatCents(cents), formatCents(upToCents)];
  return from === to ? to : copy.task.costRange(from, to);
}

/** A language tag by its name, "de-AT" as "Austrian German"; the tag itself where it has none. */
export function languageName(tag: string, locale: string = language): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag; // Not a well-formed tag: shown as it came.
  }
}
