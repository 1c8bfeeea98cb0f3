import { DateTime } from 'luxon';

/** SL-4: with seconds, and an offset or `Z`. */
const STRICT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const WITH_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;
const WITH_SECONDS = /T\d\d:\d\d:\d\d/;

/** A time from a response. */
export interface ParsedInstant {
  readonly text: string;
  /** Milliseconds since the epoch; undefined when the text is not a time. A time without an offset is read as local. */
  readonly at: number | undefined;
  readonly hasOffset: boolean;
  readonly hasSeconds: boolean;
  /** Whether it is an instant as required by SL-4. */
  readonly isInstant: boolean;
}

/** Parses a time leniently, so that one deviation does not hide others. */
export function parseInstantLeniently(value: unknown, timeZone: string): ParsedInstant {
  const text = typeof value === 'string' ? value.slice(0, 60) : '';
  // The common case without Luxon: a run parses thousands of times.
  const quick = STRICT.test(text) && isDay(text) ? Date.parse(text) : Number.NaN;
  const read = Number.isNaN(quick) ? DateTime.fromISO(text, { zone: timeZone }).toMillis() : quick;
  const at = Number.isNaN(read) ? undefined : read;
  return {
    text,
    at,
    hasOffset: WITH_OFFSET.test(text),
    hasSeconds: WITH_SECONDS.test(text),
    isInstant: at !== undefined && STRICT.test(text),
  };
}

/** Returns whether the day exists: `Date.parse` takes 30 February for 1 March. */
function isDay(text: string): boolean {
  return Number(text.slice(8, 10)) <= 28 || DateTime.fromISO(text.slice(0, 10)).isValid;
}
