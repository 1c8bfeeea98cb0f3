import { describeResponse, describeStatus, returnsStatus } from '../assertions/responses.ts';
import { hasSearch, lookUp } from '../bookings/look-up.ts';
import { bodyId, isSuccess, locationId } from '../bookings/outcome.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { booked, bookingAttempt, createdAppointment } from '../fixtures/booked.ts';
import { at, describeValue } from '../read/json.ts';
import { blockCheck, skipBecauseOf } from '../session/block-check.ts';

export const creation = suite('creation', [
  check('accepted', {
    title: 'Booking a free slot with the published body, which names no slot, succeeds',
    clauses: ['AP-1', 'AP-2'],
    catches: ['appointment-needs-slot', 'appointment-r4-only'],
    uses: { bookingAttempt },
    async run({ session: { options }, bookingAttempt: { response, request, rejected } }) {
      const { dialect, practitionerStatus } = request.form;
      if (isSuccess(response) && rejected && dialect !== options.dialect) {
        return violated({
          message: `a booking is rejected in the ${options.dialect} dialect, and accepted in the other one only (${options.nameOption('dialect')})`,
          expected: `201 in the ${options.dialect} dialect`,
          actual: describeStatus(rejected.response),
          exchanges: [rejected.response.exchangeId, response.exchangeId],
        });
      }
      if (isSuccess(response))
        return satisfied(1, `one booking succeeded, with the practitioner as ${practitionerStatus}`);
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

  check('body', {
    title: 'The response to a booking has the stored Appointment',
    clauses: ['AP-5'],
    catches: ['appointment-without-body'],
    uses: { createdAppointment },
    async run({ session: { options }, createdAppointment: { response } }) {
      if (at(response.body, 'resourceType') === 'Appointment') return satisfied(1, 'one response examined');
      if (asksForNoBody(options.headers))
        skipBecauseOf(options.nameOption('headers'), 'asks for a response without a body');
      return violated({
        message: 'the response to a booking does not have the Appointment',
        expected: 'the Appointment as it is stored',
        actual: response.bytes === 0 ? 'no body' : describeResponse(response),
        exchanges: [response.exchangeId],
      });
    },
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
    clauses: ['AP-6'],
    catches: ['appointment-location-unreadable'],
    uses: { booked },
    async run({ session, booked: { appointment, lookup } }) {
      const { response } = appointment;
      if (locationId(response) === undefined || !lookup) blockCheck('the response has no Location');
      if (lookup.wasRead || lookup.wasFound) return satisfied(1, 'one Location followed');
      const inBody = bodyId(response);
      const isReadable = inBody !== undefined && (await lookUp(session, inBody)).appointment !== undefined;
      if (!isReadable && !hasSearch(lookup)) blockCheck('this XIS has no way to read an appointment back (CN-1)');
      return violated({
        message: 'the id in Location does not lead to the appointment',
        expected: 'the Appointment',
        actual: 'neither reading it nor searching for it returns the Appointment',
        exchanges: [response.exchangeId, ...lookup.exchanges],
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

/** Returns whether the headers of the run ask for a response without a body. */
function asksForNoBody(headers: Readonly<Record<string, string>>): boolean {
  const [, prefer = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'prefer') ?? [];
  return /\breturn\s*=\s*"?minimal"?/i.test(prefer);
}
