/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly '~brand': 'Instant' };

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** 400 years: 146,097 days. */
const CYCLE_MS = 146_097 * 86_400_000;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Returns the number of days of a month; month 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

/** Creates an instant from milliseconds since the epoch. */
export function instant(milliseconds: number): Instant {
  return milliseconds as Instant;
}

/** The first instant of a clock: FHIR's years begin with 0001, in every offset. */
export const FIRST_INSTANT = instant(Date.parse('0001-01-02T00:00:00Z'));
/** The last instant of a clock: FHIR's years end with 9999, in every offset, and for the end of a slot of a day as well. */
export const LAST_INSTANT = instant(Date.parse('9999-12-30T00:00:00Z'));

/** Returns whether FHIR can write an instant, and the end of a slot that starts then, in every offset. */
export function isWritable(at: Instant): boolean {
  return at >= FIRST_INSTANT && at <= LAST_INSTANT;
}

/** Returns `at`, moved by a number of milliseconds; at most to the first or the last instant that FHIR can write. */
export function plus(at: Instant, milliseconds: number): Instant {
  return Math.min(Math.max(at + milliseconds, FIRST_INSTANT), LAST_INSTANT) as Instant;
}

/**
 * Parses a FHIR `instant` (SL-4): to the second at least, with `Z` or an offset. It may have any number of decimals, of which
 * the milliseconds are kept.
 * @returns undefined when `text` is not an instant, or names a day that does not exist (30 February)
 */
export function parseInstant(text: string): Instant | undefined {
  const parts = SHAPE.exec(text);
  if (!parts) return undefined;
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const hour = Number(parts[4]);
  const minute = Number(parts[5]);
  const second = Number(parts[6]);
  const zone = parts[8] as string;
  const offset = zone === 'Z' ? 0 : offsetMinutes(zone);
  if (offset === undefined || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || year < 1) return undefined;
  const milliseconds = parts[7] === undefined ? 0 : Number(parts[7].slice(0, 3).padEnd(3, '0'));
  // Date.UTC() takes years before 100 for the 1900s; the calendar repeats every 400 years.
  const cycles = year < 100 ? 1 : 0;
  const utc = Date.UTC(year + 400 * cycles, month - 1, day, hour, minute, second, milliseconds);
  return instant(utc - cycles * CYCLE_MS - offset * 60_000);
}

/** Parses an offset of the form `+01:00` to minutes ahead of UTC; undefined beyond the 14 hours that FHIR allows. */
export function offsetMinutes(text: string): number | undefined {
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Returns whether `text` is a FHIR instant. */
export function isInstant(text: string): boolean {
  return parseInstant(text) !== undefined;
}

/**
 * Formats an instant with an offset, to the second, or to the millisecond when it has milliseconds.
 * @param offset minutes ahead of UTC; 0 becomes `Z`
 */
export function formatInstant(at: Instant, offset = 0): string {
  const local = at + offset * 60_000;
  const day = Math.floor(local / DAY_MS);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * DAY_MS).toISOString().slice(0, -14);
  }
  const inDay = local - day * DAY_MS;
  const seconds = Math.floor(inDay / 1000);
  const milliseconds = inDay - seconds * 1000;
  const fraction = milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0')}`;
  const minutes = Math.floor(seconds / 60);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}${fraction}`;
  if (offset === 0) return `${lastDate}T${time}Z`;
  const size = Math.abs(offset);
  return `${lastDate}T${time}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const DAY_MS = 86_400_000;
/** Slots are formatted by the thousand, day by day, so the date is nearly always that of the last call. */
let lastDay = Number.NaN;
let lastDate = '';

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
