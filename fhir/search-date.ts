import { daysInMonth, offsetMinutes } from './instant.ts';

const PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;

/** How a date parameter compares (FHIR R4, 3.1.1.4.5). `ap` is not supported. */
export type DatePrefix = (typeof PREFIXES)[number];

/** A date of a search, as far as it was given: what is undefined makes it a longer period (SL-16). */
export interface SearchDate {
  readonly prefix: DatePrefix;
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
  /** Minutes ahead of UTC; undefined: the time is local to the practice. */
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
  const [year, month, day, hour, minute, second] = parts
    .slice(2, 8)
    .map((part) => (part === undefined ? undefined : Number(part))) as [number, ...(number | undefined)[]];
  if (year < 1 || (month !== undefined && (month < 1 || month > 12))) return undefined;
  if (day !== undefined && (day < 1 || day > daysInMonth(year, month as number))) return undefined;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  const zone = parts[9];
  const offset = zone === undefined ? undefined : zone === 'Z' ? 0 : offsetMinutes(zone);
  if (zone !== undefined && offset === undefined) return undefined;
  const fraction = parts[8];
  return {
    prefix,
    year,
    ...(month === undefined ? {} : { month }),
    ...(day === undefined ? {} : { day }),
    ...(hour === undefined ? {} : { hour }),
    ...(minute === undefined ? {} : { minute }),
    ...(second === undefined ? {} : { second }),
    ...(fraction === undefined ? {} : { millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')) }),
    ...(offset === undefined ? {} : { offset }),
  };
}
