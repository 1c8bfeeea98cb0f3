import { DateTime } from 'luxon';
import type { ParsedSlot } from '../read/parsed-slot.ts';

/** A slot whose start can be read. */
export type TimedSlot = ParsedSlot & { readonly startsAt: number };

/** Many checks sort the slots of the same search. */
const sorted = new WeakMap<readonly ParsedSlot[], readonly TimedSlot[]>();

/** Returns the slots whose start can be read, the earliest first. */
export function sortByStart(slots: readonly ParsedSlot[]): readonly TimedSlot[] {
  const known = sorted.get(slots);
  if (known) return known;
  const timed = slots
    .flatMap((slot) => (slot.start.at === undefined ? [] : [{ ...slot, startsAt: slot.start.at }]))
    .sort((a, b) => a.startsAt - b.startsAt);
  sorted.set(slots, timed);
  return timed;
}

export function toLocal(at: number, timeZone: string): DateTime {
  return DateTime.fromMillis(at, { zone: timeZone });
}

/** Returns a moment for a query in UTC, so that only the check of offsets depends on how a XIS reads them. */
export function toUtc(at: number): DateTime {
  return DateTime.fromMillis(at, { zone: 'utc' });
}
