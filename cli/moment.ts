import { escapeControlCharacters, shorten } from '../output/terminal-text.ts';

/** How moments are written. */
export interface MomentStyle {
  /** The IANA time zone of the practice; undefined keeps the time as the XIS has written it. */
  readonly timeZone?: string | undefined;
  /** Default: English. */
  readonly language?: 'en' | 'nl' | undefined;
}

const LOCALES = { en: 'en-US', nl: 'nl-NL' } as const;
const DAY_MS = 86_400_000;
/** The maximum length of a text that is no moment. */
const MAX_LENGTH = 200;

/** Formats an instant of a XIS with its weekday: `Mon 30 Nov 2026, 08:00`. Shows a text that is no instant as it is. */
export function formatMoment(instant: string, style: MomentStyle = {}): string {
  const at = toLocal(instant, style.timeZone);
  if (at === undefined) return shorten(escapeControlCharacters(instant), MAX_LENGTH);
  return `${formatDate(at, 'short', style)}, ${formatTime(at)}`;
}

/** Formats the time of an appointment: `Monday 30 November 2026, 08:00 to 08:10`. */
export function formatPeriod(start: string, end: string, style: MomentStyle = {}): string {
  const [from, to] = [toLocal(start, style.timeZone), toLocal(end, style.timeZone)];
  if (from === undefined || to === undefined) return formatMoment(start, style);
  return `${formatDate(from, 'long', style)}, ${formatTime(from)} to ${formatTime(to)}`;
}

/** Formats the day that is a number of days after an instant: `Mon 30 Nov 2026`. */
export function formatDay(instant: string, days: number, style: MomentStyle = {}): string | undefined {
  const at = toLocal(instant, style.timeZone);
  return at === undefined ? undefined : formatDate(at + days * DAY_MS, 'short', style);
}

/** Returns the local time of an instant, as if it were UTC, in milliseconds; undefined for a text that is no instant. */
function toLocal(instant: string, timeZone: string | undefined): number | undefined {
  const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(instant)?.[0];
  const at = Date.parse(instant);
  if (written === undefined || Number.isNaN(at)) return undefined;
  // Without an offset it is the time of the practice.
  if (timeZone === undefined || !/(?:Z|[+-]\d\d:?\d\d)$/.test(instant)) return Date.parse(`${written}Z`);
  // The Swedish form is that of ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const local = Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
  return Number.isNaN(local) ? undefined : local;
}

function formatDate(local: number, width: 'short' | 'long', { language = 'en' }: MomentStyle): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'UTC',
    weekday: width,
    day: 'numeric',
    month: width,
    year: 'numeric',
  }).formatToParts(local);
  const find = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${find('weekday')} ${find('day')} ${find('month')} ${find('year')}`;
}

function formatTime(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}
