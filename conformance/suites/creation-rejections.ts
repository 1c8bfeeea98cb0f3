import { assertEach } from '../assertions/assert-each.ts';
import { describeStatus, returnsStatus } from '../assertions/responses.ts';
import { isFreeNow } from '../bookings/slot-choice.ts';
import { check, suite, violated } from '../check.ts';
import {
  bookingThatIsNoJson,
  incompleteBookings,
  isRejected,
  pastBooking,
  unknownSlotBooking,
} from '../fixtures/rejected-bookings.ts';

export const creationRejections = suite('creation', [
  check('not-json', {
    title: 'A booking whose body is not JSON returns 400',
    clauses: ['AP-10'],
    catches: ['appointment-not-json-500'],
    uses: { bookingThatIsNoJson },
    run: async ({ bookingThatIsNoJson: { response } }) =>
      returnsStatus(response, 400, 'a booking whose body breaks off'),
  }),

  check('missing-parts', {
    title: 'A booking that is not an Appointment, or lacks a part, returns 400 or 422 and leaves its slot free',
    clauses: ['AP-10'],
    catches: ['appointment-invalid-accepted'],
    uses: { incompleteBookings },
    async run({ session, incompleteBookings: { slot, attempts } }) {
      const finding = assertEach(attempts, 'bodies examined', (attempt) => {
        if (isRejected(attempt)) return undefined;
        const { response, has } = attempt;
        const message = `a booking with ${has} was not rejected`;
        const actual = describeStatus(response);
        return { message, expected: '400 or 422', actual, exchanges: [response.exchangeId] };
      });
      const isTaken = finding.outcome === 'satisfied' && !(await isFreeNow(session, slot).catch(() => true));
      if (!isTaken) return finding;
      const message = 'the slot of rejected bookings is taken';
      return violated({ examined: attempts.length, message, expected: 'the slot, free', actual: 'no such free slot' });
    },
  }),

  check('unknown-slot', {
    title: 'Booking a time that has no slot returns 422',
    clauses: ['AP-19'],
    catches: ['appointment-unknown-slot-accepted'],
    uses: { unknownSlotBooking },
    run: async ({ unknownSlotBooking: { response, request } }) =>
      returnsStatus(response, 422, `booking ${request.start}, which has no slot,`),
  }),

  check('past', {
    title: 'Booking a time that has passed returns 422',
    clauses: ['AP-19'],
    catches: ['appointment-past-accepted'],
    uses: { pastBooking },
    run: async ({ pastBooking: { response, request } }) =>
      returnsStatus(response, 422, `booking ${request.start}, which has passed,`),
  }),
]);
