import { DateTime } from 'luxon';
import type { ParsedSlot } from '../read/parsed-slot.ts';

/** A slot whose start can be read. */
export type TimedSlot = ParsedSlot & { readonly startsAt: number };

/** Returns the slots whose start can be read, the earliest first. */
export function sortByStart(slots: readonly ParsedSlot[]): readonly TimedSlot[] {
  return slots
    .flatMap((slot) => (slot.start.at === undefined ? [] : [{ ...slot, startsAt: slot.start.at }]))
    .sort((a, b) => a.startsAt - b.startsAt);
}

export function toLocal(at: number, timeZone: string): DateTime {
  return DateTime.fromMillis(at, { zone: timeZone });
}

/** Returns a moment for a query in UTC, so that only the check of offsets depends on how a XIS reads them. */
export function toUtc(at: number): DateTime {
  return DateTime.fromMillis(at, { zone: 'utc' });
}
