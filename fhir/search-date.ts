import { daysInMonth, offsetMinutes } from './instant.ts';

const PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;

/** The comparison of a date parameter (FHIR R4, 3.1.1.4.5). `ap` is not supported. */
export type DatePrefix = (typeof PREFIXES)[number];

/** The date of a search. Parts that are undefined make it a longer period (SL-16). */
export interface SearchDate {
  readonly prefix: DatePrefix;
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
  /** Minutes ahead of UTC; undefined for the local time of the practice. */
  readonly offset?: number;
}

const ZERO = 48;

const SHAPE =
  /^([a-z]{2})?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** Parses the value of a date parameter; undefined when it is malformed or names a day that does not exist (SL-17). */
export function parseSearchDate(text: string): SearchDate | undefined {
  return parseUsualDate(text) ?? parseAnyDate(text);
}

/**
 * Parses a date in the form that nearly every search has, such as `ge2026-12-01T00:00:00+01:00`, in a quarter of the time of a
 * regular expression.
 * @returns undefined for a date in another form, and for a malformed one
 */
function parseUsualDate(text: string): SearchDate | undefined {
  const hasForm =
    text.length === 27 &&
    text[6] === '-' &&
    text[9] === '-' &&
    text[12] === 'T' &&
    text[15] === ':' &&
    text[18] === ':' &&
    (text[21] === '+' || text[21] === '-') &&
    text[24] === ':';
  if (!hasForm) return undefined;
  const prefix = text.slice(0, 2) as DatePrefix;
  const year = twoDigits(text, 2) * 100 + twoDigits(text, 4);
  const month = twoDigits(text, 7);
  const day = twoDigits(text, 10);
  const hour = twoDigits(text, 13);
  const minute = twoDigits(text, 16);
  const second = twoDigits(text, 19);
  const offsetHours = twoDigits(text, 22);
  const offsetMinutes = twoDigits(text, 25);
  const offset = offsetHours * 60 + offsetMinutes;
  // A comparison with NaN is false.
  const isDate = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  const isTime = hour <= 23 && minute <= 59 && second <= 59 && offsetMinutes <= 59 && offset <= 14 * 60;
  if (!isDate || !isTime || !PREFIXES.includes(prefix)) return undefined;
  return { prefix, year, month, day, hour, minute, second, offset: text[21] === '-' ? -offset : offset };
}

/** Returns the number of two digits; NaN for other characters. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Parses a date in any form: by the regular expression that `parseSearchDate` does without for the usual one. */
export function parseAnyDate(text: string): SearchDate | undefined {
  const parts = SHAPE.exec(text);
  if (!parts) return undefined;
  const prefix = (parts[1] ?? 'eq') as DatePrefix;
  if (!PREFIXES.includes(prefix)) return undefined;
  const date: { -readonly [K in keyof SearchDate]: SearchDate[K] } = { prefix, year: Number(parts[2]) };
  if (date.year < 1) return undefined;
  if (parts[3] !== undefined) date.month = Number(parts[3]);
  if (parts[4] !== undefined) date.day = Number(parts[4]);
  if (date.month !== undefined && (date.month < 1 || date.month > 12)) return undefined;
  if (date.day !== undefined && (date.day < 1 || date.day > daysInMonth(date.year, date.month ?? 0))) return undefined;
  if (parts[5] === undefined) return date;
  date.hour = Number(parts[5]);
  date.minute = Number(parts[6]);
  if (parts[7] !== undefined) date.second = Number(parts[7]);
  if (date.hour > 23 || date.minute > 59 || (date.second ?? 0) > 59) return undefined;
  if (parts[8] !== undefined) date.millisecond = Number(parts[8].slice(0, 3).padEnd(3, '0'));
  const zone = parts[9];
  if (zone === undefined) return date;
  const offset = zone === 'Z' ? 0 : offsetMinutes(zone);
  if (offset === undefined) return undefined;
  date.offset = offset;
  return date;
}
