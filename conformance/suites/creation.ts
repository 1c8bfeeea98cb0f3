import { describeStatus, returnsStatus } from '../assertions/responses.ts';
import { isSuccess, locationId } from '../bookings/outcome.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { booked, bookingAttempt, createdAppointment } from '../fixtures/booked.ts';
import { describeValue } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';

export const creation = suite('creation', [
  check('accepted', {
    title: 'Booking a free slot with the published body, which names no slot, succeeds',
    clauses: ['AP-1', 'AP-2'],
    catches: ['appointment-needs-slot'],
    uses: { bookingAttempt },
    async run({ bookingAttempt: { response } }) {
      if (isSuccess(response)) return satisfied(1, 'one booking succeeded');
      return violated({
        message: 'booking a free slot was rejected',
        expected: '201',
        actual: describeStatus(response),
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('created', {
    title: 'A booking that succeeds returns 201',
    clauses: ['AP-5'],
    catches: ['appointment-answers-200'],
    uses: { createdAppointment },
    run: async ({ createdAppointment: { response } }) => returnsStatus(response, 201, 'a booking that succeeded'),
  }),

  check('location', {
    title: 'The response to a booking has a Location that names the appointment',
    clauses: ['AP-15'],
    catches: ['appointment-without-location'],
    uses: { createdAppointment },
    async run({ createdAppointment: { response } }) {
      if (locationId(response) !== undefined) return satisfied(1, 'one Location examined');
      return violated({
        message: 'the response to a booking has no Location that names the appointment',
        expected: 'Appointment/{id}, relative or absolute',
        actual: describeValue(response.headers.get('location') ?? undefined),
        path: 'Location',
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('location-readable', {
    title: 'The id in Location leads to the appointment, by reading it or by a search',
    clauses: ['AP-6', 'CN-1'],
    catches: ['appointment-location-unreadable'],
    uses: { booked },
    async run({ booked: { appointment, lookup } }) {
      const { response } = appointment;
      if (locationId(response) === undefined || !lookup) blockCheck('the response has no Location');
      const { read, search } = lookup;
      if (lookup.wasRead || lookup.wasFound) return satisfied(1, 'one Location followed');
      return violated({
        message: 'the id in Location does not lead to the appointment',
        expected: 'the Appointment',
        actual: `reading it returned ${read.status}, and searching for it ${search.status} without the Appointment`,
        exchanges: [response.exchangeId, read.exchangeId, search.exchangeId],
      });
    },
  }),

  check('slot-gone', {
    title: 'A booked slot is no longer returned as free',
    clauses: ['AP-9'],
    catches: ['appointment-slot-stays-free'],
    uses: { booked },
    async run({ booked: { appointment, slotIsFree } }) {
      if (slotIsFree === undefined) blockCheck('the free slots of that day could not be read');
      if (!slotIsFree) return satisfied(1, 'one booked slot examined');
      return violated({
        message: 'a booked slot is still returned as free',
        expected: `no free slot at ${appointment.request.start} of that practitioner`,
        actual: 'the slot, free',
      });
    },
  }),
]);
