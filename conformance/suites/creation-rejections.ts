import { assertEach } from '../assertions/assert-each.ts';
import { describeStatus, returnsStatus } from '../assertions/responses.ts';
import { isRejected } from '../bookings/booker.ts';
import { isSuccess } from '../bookings/outcome.ts';
import { isFreeNow } from '../bookings/slot-choice.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import {
  bookingThatIsNoJson,
  incompleteBookings,
  otherEndBooking,
  pastBooking,
  unknownSlotBooking,
} from '../fixtures/rejected-bookings.ts';

/** Statuses for a slot that cannot be booked because it is not there (AP-19). */
const NO_SUCH_SLOT = [404, 409, 422];

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
    title: 'Booking a time that has no slot returns 404, 409 or 422',
    clauses: ['AP-19'],
    catches: ['appointment-unknown-slot-accepted'],
    uses: { unknownSlotBooking },
    run: async ({ unknownSlotBooking: { response, request } }) =>
      returnsStatus(response, NO_SUCH_SLOT, `booking ${request.start}, which has no slot,`),
  }),

  check('other-end', {
    title: 'Booking a slot with another end is rejected',
    clauses: ['AP-2'],
    catches: ['appointment-ignores-end'],
    uses: { otherEndBooking },
    async run({ otherEndBooking: { response, request } }) {
      if (!isSuccess(response)) return satisfied(1, `a booking with another end returned ${describeStatus(response)}`);
      return violated({
        message: `a booking that ends at ${request.end}, at which no slot ends, was accepted: its slot is found without its end`,
        expected: 'a rejection, such as 422',
        actual: describeStatus(response),
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('past', {
    title: 'Booking a time that has passed returns 404, 409 or 422',
    clauses: ['AP-19'],
    catches: ['appointment-past-accepted'],
    uses: { pastBooking },
    run: async ({ pastBooking: { response, request } }) =>
      returnsStatus(response, NO_SUCH_SLOT, `booking ${request.start}, which has passed,`),
  }),
]);
