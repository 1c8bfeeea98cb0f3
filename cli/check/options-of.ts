import type { CheckOptions } from '../../conformance/index.ts';
import type { Settings } from './settings.ts';
import { targetOf } from './target.ts';

/**
 * What a check is to be called with, but for what has to be opened first: network, run file and listener.
 * @throws UsageError when the url or the organization is missing
 */
export function optionsOf(settings: Settings): CheckOptions {
  const {
    otherOrganization,
    approvalType,
    allowBooking,
    maxBookings,
    approvalTimeout,
    only = [],
    skip = [],
  } = settings.options;
  return {
    ...targetOf(settings),
    only,
    skip,
    approvalTimeoutMs: approvalTimeout * 1000,
    ...(otherOrganization === undefined ? {} : { otherOrganization }),
    ...(approvalType === undefined ? {} : { approvalType }),
    ...(allowBooking === undefined ? {} : { allowBooking }),
    ...(maxBookings === undefined ? {} : { maxBookings }),
  };
}
