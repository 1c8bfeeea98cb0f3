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
export function seenInstant(value: unknown, timeZone: string): SeenInstant {
  const text = typeof value === 'string' ? value.slice(0, 60) : '';
  const read = DateTime.fromISO(text, { zone: timeZone });
  const at = read.isValid ? read.toMillis() : undefined;
  return {
    text,
    at,
    hasOffset: WITH_OFFSET.test(text),
    hasSeconds: WITH_SECONDS.test(text),
    isInstant: at !== undefined && STRICT.test(text),
  };
}
