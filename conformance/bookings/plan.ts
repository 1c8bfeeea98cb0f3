import type { XisCheck } from '../checks/xis-check.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { missingOption, notApplicable } from '../run/select.ts';

/** How many requests want the same slot at the same time (AP-8). */
export const RACERS = 4;

/** How many types are booked, one after the other, to find one that waits for approval. */
export const APPROVAL_TYPES = 3;

/**
 * What is booked, and how many appointments that can be at the most: where a XIS takes everything that it should refuse.
 */
export const BOOKING_USES = {
  /** Made, looked at and cancelled. */
  main: 1,
  /** Made so that its slot is taken. */
  taken: 1,
  /** Of a slot that is taken. */
  conflict: 1,
  race: RACERS,
  'missing-parts': 1,
  'unknown-slot': 1,
  past: 1,
  /** To be approved by the practice; what does not wait for it is cancelled at once. */
  approved: APPROVAL_TYPES,
  /** To be declined by the practice. */
  declined: 1,
} as const;
export type BookingUse = keyof typeof BOOKING_USES;

/** The most appointments that a run can make, whatever the XIS does. */
export function mostBookings(checks: readonly XisCheck[], options: ResolvedCheckOptions): number {
  const made = checks.filter(
    (check) => notApplicable(check, options) === undefined && missingOption(check, options) === undefined,
  );
  const uses = new Set(made.flatMap(({ books = [] }) => books));
  const most = [...uses].reduce((sum, use) => sum + BOOKING_USES[use], 0);
  return Math.min(most, options.maxBookings);
}
