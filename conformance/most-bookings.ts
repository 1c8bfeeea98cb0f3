import { mostBookings as most } from './bookings/plan.ts';
import { CHECKS } from './checks/all.ts';
import type { CheckOptions } from './options.ts';
import { resolveCheckOptions } from './resolve-options.ts';
import { checkPatterns } from './run/check-patterns.ts';

/**
 * How many appointments a run with these options makes at the most, to be told before it begins. With a XIS that refuses
 * what it should, it makes about five.
 * @throws CheckOptionError for an option that cannot be used
 */
export function mostBookings(options: CheckOptions): number {
  const resolved = resolveCheckOptions(options);
  checkPatterns(resolved);
  return resolved.allowBooking ? most(CHECKS, resolved) : 0;
}
