import { DateTime } from 'luxon';

/** SL-4: to the second at least, with an offset or `Z`. */
const STRICT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const WITH_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;
const WITH_SECONDS = /T\d\d:\d\d:\d\d/;

/** A time as a XIS wrote it. */
export interface SeenInstant {
  readonly text: string;
  /** Milliseconds since the epoch; undefined when it is no time at all. A time without an offset is read as local. */
  readonly at: number | undefined;
  readonly hasOffset: boolean;
  readonly hasSeconds: boolean;
  /** Whether it is an instant as SL-4 has it. */
  readonly isInstant: boolean;
}

/** Reads a time tolerantly, so that one deviation does not hide what else there is to see. */
export function parseInstantLeniently(value: unknown, timeZone: string): SeenInstant {
  const text = typeof value === 'string' ? value.slice(0, 60) : '';
  // Nearly all are written like this, and there are thousands of them.
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

/** Whether the day exists: `Date.parse` takes 30 February for 1 March. */
function isDay(text: string): boolean {
  return Number(text.slice(8, 10)) <= 28 || DateTime.fromISO(text.slice(0, 10)).isValid;
}
