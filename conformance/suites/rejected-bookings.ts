import { describeStatus, returnsStatus } from '../assertions/returns-status.ts';
import { isFreeNow } from '../bookings/slot-choice.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import {
  bookingThatIsNoJson,
  incompleteBookings,
  isRejected,
  pastBooking,
  unknownSlotBooking,
} from '../fixtures/rejected-bookings.ts';

export const rejectedBookings = suite('creation', [
  check('not-json', {
    title: 'A booking whose body is not JSON returns 400',
    clauses: ['AP-10'],
    level: 'should',
    catches: ['appointment-not-json-500'],
    uses: { bookingThatIsNoJson },
    run: async ({ bookingThatIsNoJson: { response } }) =>
      returnsStatus(response, 400, 'a booking whose body breaks off'),
  }),

  check('missing-parts', {
    title: 'A booking that is not an Appointment, or lacks a part, returns 400 or 422 and leaves its slot free',
    clauses: ['AP-10'],
    level: 'should',
    catches: ['appointment-invalid-accepted'],
    uses: { incompleteBookings },
    async run({ session, incompleteBookings: { slot, attempts } }) {
      const examined = attempts.length;
      const accepted = attempts.find((attempt) => !isRejected(attempt));
      if (accepted) {
        const { response, has } = accepted;
        return violated({
          examined,
          message: `a booking with ${has} was not rejected`,
          expected: '400 or 422',
          actual: describeStatus(response),
          exchanges: [response.exchangeId],
        });
      }
      if ((await isFreeNow(session, slot).catch(() => undefined)) !== false) {
        return satisfied(examined, `${examined} bodies examined`);
      }
      return violated({
        examined,
        message: 'the slot of rejected bookings is taken',
        expected: 'the slot, free',
        actual: 'no such free slot',
      });
    },
  }),

  check('unknown-slot', {
    title: 'Booking a time that has no slot returns 422',
    clauses: ['AP-10'],
    level: 'should',
    catches: ['appointment-unknown-slot-accepted'],
    uses: { unknownSlotBooking },
    run: async ({ unknownSlotBooking: { response, request } }) =>
      returnsStatus(response, 422, `booking ${request.start}, which has no slot,`),
  }),

  check('past', {
    title: 'Booking a time that has passed returns 422',
    clauses: ['AP-10'],
    level: 'should',
    catches: ['appointment-past-accepted'],
    uses: { pastBooking },
    run: async ({ pastBooking: { response, request } }) =>
      returnsStatus(response, 422, `booking ${request.start}, which has passed,`),
  }),
]);
