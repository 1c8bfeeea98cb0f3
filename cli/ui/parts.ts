import type { BookingsOptions } from './bookings/create-bookings.ts';
import type { ChecksOptions } from './checks/create-checks.ts';
import type { LazyUiPart } from './create-ui.ts';

/** Returns the part by which patients book; the engine is loaded with it. */
export function bookingsPart(options: BookingsOptions): LazyUiPart {
  return {
    prefixes: ['/patients', '/spreekuur'],
    load: async () => (await import('./bookings/create-bookings.ts')).createBookings(options),
  };
}

/** Returns the part that checks a XIS; the checks are loaded with it. */
export function checksPart(options: ChecksOptions): LazyUiPart {
  return {
    prefixes: ['/checks', '/reports'],
    load: async () => (await import('./checks/create-checks.ts')).createChecks(options),
  };
}

/** The part with the clauses of the protocol, which are loaded with it. */
export const CLAUSES_PART: LazyUiPart = {
  prefixes: ['/clauses'],
  load: async () => (await import('./clauses.ts')).createClauses(),
};
