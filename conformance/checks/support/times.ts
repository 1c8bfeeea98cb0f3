import { DateTime } from 'luxon';
import type { ParsedSlot } from '../../read/parsed-slot.ts';

/** A slot whose start could be read. */
export type TimedSlot = ParsedSlot & { readonly startsAt: number };

/** The slots whose start could be read, the earliest first. */
export function byStart(slots: readonly ParsedSlot[]): readonly TimedSlot[] {
  return slots
    .flatMap((slot) => (slot.start.at === undefined ? [] : [{ ...slot, startsAt: slot.start.at }]))
    .sort((a, b) => a.startsAt - b.startsAt);
}

/** A moment in the practice's time zone. */
export function local(at: number, timeZone: string): DateTime {
  return DateTime.fromMillis(at, { zone: timeZone });
}

/** A moment as a query has it, in UTC: so that only a check of offsets depends on how they are read. */
export function utc(at: number): string {
  return DateTime.fromMillis(at, { zone: 'utc' }).toISO({ suppressMilliseconds: true }) ?? '';
}
