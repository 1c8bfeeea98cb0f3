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

const SHAPE =
  /^([a-z]{2})?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** Parses the value of a date parameter; undefined when it is malformed or names a day that does not exist (SL-17). */
export function parseSearchDate(text: string): SearchDate | undefined {
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
