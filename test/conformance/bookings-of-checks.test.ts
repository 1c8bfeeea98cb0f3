import { expect, test } from 'vitest';
import { CHECKS, checkXis, maxAppointments } from '../../conformance/index.ts';
import { useCheckedXis } from '../support/check.ts';

const xis = useCheckedXis();

/** The bookings of a single check in a conformant XIS, and at most in a XIS that accepts everything. */
interface Expected {
  readonly requests: number;
  readonly bookings: number;
  readonly max: number;
}

const ONE: Expected = { requests: 1, bookings: 1, max: 1 };
const CONFLICT: Expected = { requests: 2, bookings: 1, max: 2 };
const REJECTED: Expected = { requests: 2, bookings: 1, max: 2 };
/** The first appointment type needs no approval. */
const CHANGES: Expected = { requests: 1, bookings: 2, max: 2 };
const CALLBACKS: Expected = { requests: 3, bookings: 3, max: 5 };

const EXPECTED: Readonly<Record<string, Expected>> = {
  'creation/accepted': ONE,
  'creation/created': ONE,
  'creation/body': ONE,
  'creation/instants': ONE,
  'creation/location': ONE,
  'creation/location-readable': ONE,
  'creation/slot-gone': ONE,
  'creation/location-id': ONE,
  'creation/times': ONE,
  'creation/content': ONE,
  'creation/patient': ONE,
  'creation/practitioner': ONE,
  'creation/conflict': CONFLICT,
  'creation/conflict-code': CONFLICT,
  'creation/conflict-stores-nothing': { requests: 3, bookings: 2, max: 3 },
  'creation/race': { requests: 6, bookings: 2, max: 6 },
  'creation/not-json': REJECTED,
  'creation/missing-parts': { requests: 4, bookings: 1, max: 2 },
  'creation/unknown-slot': REJECTED,
  'creation/past': REJECTED,
  'creation/other-end': REJECTED,
  'cancellation/read': ONE,
  'cancellation/readable': ONE,
  'cancellation/no-other': ONE,
  'cancellation/again-after-rebooking': { requests: 2, bookings: 2, max: 2 },
  'cancellation/search': ONE,
  'cancellation/accepted': ONE,
  'cancellation/status': ONE,
  'cancellation/slot-free': ONE,
  'cancellation/twice': ONE,
  'cancellation/unknown': ONE,
  'cancellation/another-patient': CONFLICT,
  'tenants/appointment-apart': ONE,
  'tenants/cancellation-apart': CONFLICT,
  'authentication/callback-token': CALLBACKS,
  'errors/bsn': { requests: 4, bookings: 2, max: 4 },
  'callbacks/sent': CALLBACKS,
  'callbacks/appointment': CALLBACKS,
  'callbacks/not-before-decision': CALLBACKS,
  'callbacks/accepted': CALLBACKS,
  'callbacks/declined': CALLBACKS,
  'callbacks/bsn': CALLBACKS,
  'callbacks/comment': CALLBACKS,
  'callbacks/organization': CALLBACKS,
  'callbacks/media-type': CALLBACKS,
  'callbacks/once': CALLBACKS,
  'callbacks/retry': CALLBACKS,
  'callbacks/slot-free': CALLBACKS,
  'callbacks/resource-type': CALLBACKS,
  'callbacks/utf-8': CALLBACKS,
  'callbacks/retry-content': CALLBACKS,
  'callbacks/unneeded': ONE,
  // The practice makes one of them.
  'updates/sent': CHANGES,
  'updates/complete': CHANGES,
  'updates/patient': CHANGES,
  'updates/instants': CHANGES,
  'updates/id': CHANGES,
  'updates/once': CHANGES,
  'updates/unchanged': CHANGES,
};

test('every check with bookings is in this list', () => {
  const isBooking = ({ fixtures }: (typeof CHECKS)[number]): boolean =>
    [...fixtures].some(({ appointments }) => appointments !== undefined);
  // Those that need tokens are in the tests of authentication.
  const booking = CHECKS.filter((check) => check.needs.includes('booking') || isBooking(check))
    .filter(({ needs }) => !needs.some((need) => /token/.test(need)))
    .map(({ id }) => id);
  expect(Object.keys(EXPECTED).sort()).toEqual([...booking].sort());
});

test.for(Object.entries(EXPECTED))(
  '%s alone books exactly the appointments that it needs',
  async ([id, { requests, bookings, max }]) => {
    const options = { ...xis.options, only: [id], maxBookings: 50 };
    const report = await checkXis(options);
    expect(report.checks.filter(({ verdict }) => verdict !== 'not-applicable').map((check) => check.id)).toEqual([id]);
    expect(xis.organization.requests.count({ operation: 'create-appointment' })).toBe(requests);
    expect(report.bookings).toHaveLength(bookings);
    expect(report.bookings.filter(({ cancelled }) => !cancelled)).toEqual([]);
    expect(maxAppointments(options)).toBe(max);
  },
);
