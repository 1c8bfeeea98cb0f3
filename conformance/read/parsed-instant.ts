import { DateTime } from 'luxon';
import { daysInMonth } from '../../fhir/instant.ts';

/** A FHIR instant (SL-4), as R4 defines its pattern; whether the day exists is examined apart. */
const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;
const WITH_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;
const MAX_TEXT_LENGTH = 200;
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

/** The searches of a run return the same times again and again. */
const known = new Map<string, ParsedInstant>();
const MAX_KNOWN = 10_000;

/** Parses a time leniently, so that one deviation does not hide others. */
export function parseInstantLeniently(value: unknown, timeZone: string): ParsedInstant {
  const text = typeof value === 'string' ? value.slice(0, MAX_TEXT_LENGTH) : '';
  const key = `${text} ${timeZone}`;
  const parsed = known.get(key) ?? parseText(text, timeZone);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, parsed);
  return parsed;
}

function parseText(text: string, timeZone: string): ParsedInstant {
  // The common case without Luxon.
  const isInstant = INSTANT.test(text) && isDay(text);
  const quick = isInstant ? instantOf(text) : Number.NaN;
  const read = Number.isNaN(quick) ? DateTime.fromISO(text, { zone: timeZone }).toMillis() : quick;
  const at = Number.isNaN(read) ? undefined : read;
  return {
    text,
    at,
    hasOffset: WITH_OFFSET.test(text),
    hasSeconds: WITH_SECONDS.test(text),
    isInstant: isInstant && at !== undefined,
  };
}

/** Returns whether the day exists: `Date.parse` takes 30 February for 1 March. */
function isDay(text: string): boolean {
  return Number(text.slice(8, 10)) <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

/** Returns the milliseconds of an instant, with any number of decimals. A leap second is the first one of the next minute. */
function instantOf(text: string): number {
  const isLeap = text.slice(17, 19) === '60';
  const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1').replace(/:60(?=[.Z+-])/, ':59'));
  return isLeap ? at + 1000 : at;
}
