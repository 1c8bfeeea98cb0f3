import { NEVER_ISSUED_ID } from '../assertions/never-issued.ts';
import { describeStatus, returnsStatus } from '../assertions/responses.ts';
import { slotIsFree } from '../assertions/slot-is-free.ts';
import type { Cancellation } from '../bookings/cancel.ts';
import { type AppointmentLookup, lookUp, statusOf } from '../bookings/look-up.ts';
import { isSuccess } from '../bookings/outcome.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { booked, cancelled, cancelledTwice } from '../fixtures/booked.ts';
import { unknownAppointmentCancellation } from '../fixtures/rejected-bookings.ts';
import { unknownAppointment } from '../fixtures/rejected-reads.ts';
import { cancelledByAnother } from '../fixtures/taken-slot.ts';
import { entriesOf } from '../read/bundle.ts';
import { describeValue } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';

export const cancellation = suite('cancellation', [
  check('unknown-read', {
    title: 'Reading an unknown appointment returns 404',
    clauses: ['CN-6'],
    catches: ['appointment-unknown-200'],
    uses: { unknownAppointment },
    async run({ session, unknownAppointment }) {
      // The control: the XIS responds to reads at all.
      await session.appointmentTypes();
      return returnsStatus(unknownAppointment, 404, 'reading an unknown appointment');
    },
  }),

  check('read', {
    title: 'An appointment can be read by its id',
    clauses: ['CN-5'],
    catches: ['appointment-read-404'],
    uses: { booked },
    async run({ booked: { lookup } }) {
      if (lookup?.wasRead) return satisfied(1, 'one appointment read');
      if (!lookup?.wasFound) blockCheck('a search does not find the appointment either');
      return violated({
        message: 'an appointment that a search finds cannot be read by its id',
        expected: '200 and the Appointment',
        actual: describeStatus(lookup.read),
        exchanges: [lookup.read.exchangeId, lookup.search.exchangeId],
      });
    },
  }),

  check('search', {
    title: 'A search for an appointment by its id returns a Bundle with that appointment alone',
    clauses: ['CN-5'],
    catches: ['appointment-search-empty', 'appointment-search-all'],
    uses: { booked },
    async run({ session, booked: { lookup } }) {
      if (lookup?.wasFound) return lookup.others.length > 0 ? findsOthers(lookup) : findsNothingForUnknownId(session);
      if (!lookup?.wasRead) blockCheck('the appointment cannot be read either');
      const { read, search } = lookup;
      const entries = search.status === 200 ? entriesOf(search.body) : undefined;
      const content = entries ? `${entries.length} entries` : describeValue(search.body);
      return violated({
        message: 'a search by its id does not find an appointment that can be read',
        expected: 'a Bundle with the Appointment',
        actual: search.failure?.text ?? `${search.status} and ${content}`,
        exchanges: [search.exchangeId, read.exchangeId],
      });
    },
  }),

  check('accepted', {
    title: "The patient's cancellation of an appointment returns 201",
    clauses: ['CN-3'],
    catches: ['cancel-answers-200'],
    uses: { cancelled },
    run: async ({ cancelled: { cancellation } }) => returnsStatus(cancellation.response, 201, 'a cancellation'),
  }),

  check('status', {
    title: 'An appointment that the patient has cancelled has status cancelled',
    clauses: ['CN-3'],
    catches: ['cancel-keeps-status'],
    uses: { cancelled },
    async run({ cancelled: { cancellation, lookup } }) {
      // Whether it was cancelled is what is asserted: the response alone says whether the XIS has accepted it.
      if (!isSuccess(cancellation.response)) blockCheck('the cancellation was rejected');
      if (lookup.appointment === undefined) blockCheck('the appointment can neither be read nor found');
      const status = statusOf(lookup);
      if (status === 'cancelled') return satisfied(1, 'one cancelled appointment examined');
      return violated({
        message: 'a cancelled appointment has another status',
        expected: "'cancelled'",
        actual: describeValue(status),
        path: 'status',
        exchanges: [cancellation.response.exchangeId, lookup.read.exchangeId, lookup.search.exchangeId],
      });
    },
  }),

  check('slot-free', {
    title: 'The slot of a cancelled appointment is returned as free again',
    clauses: ['AP-18'],
    catches: ['cancel-keeps-slot'],
    uses: { booked, cancelled },
    async run({ booked, cancelled }) {
      if (booked.slotIsFree !== false) blockCheck('its slot was not seen to be taken');
      requireCancelled(cancelled.cancellation);
      const { start } = cancelled.appointment.request;
      return slotIsFree(cancelled.slotIsFree, `the slot of a cancelled appointment, ${start}, is not free`);
    },
  }),

  check('twice', {
    title: 'Cancelling an appointment twice succeeds and changes nothing',
    clauses: ['CN-4'],
    catches: ['cancel-twice-409'],
    uses: { cancelled, cancelledTwice },
    async run({ cancelled, cancelledTwice: { response, lookup } }) {
      requireCancelled(cancelled.cancellation);
      const [before, after] = [statusOf(cancelled.lookup), statusOf(lookup)];
      if (isSuccess(response) && before === after) return satisfied(1, 'one second cancellation examined');
      return violated({
        message: 'a second cancellation of an appointment fails or changes its status',
        expected: isSuccess(response) ? `status ${before ?? 'unchanged'}` : '201',
        actual: isSuccess(response) ? `status ${after ?? 'unknown'}` : describeStatus(response),
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('unknown', {
    title: 'Cancelling an unknown appointment returns 404',
    clauses: ['CN-4'],
    catches: ['cancel-unknown-201'],
    uses: { cancelled, unknownAppointmentCancellation },
    async run({ cancelled, unknownAppointmentCancellation }) {
      // The control: an appointment that exists can be cancelled.
      requireCancelled(cancelled.cancellation);
      return returnsStatus(unknownAppointmentCancellation, 404, 'cancelling an unknown appointment');
    },
  }),

  check('another-patient', {
    title: "Cancelling another patient's appointment returns 403",
    clauses: ['CN-4'],
    catches: ['cancel-any-patient'],
    uses: { cancelledByAnother },
    run: async ({ cancelledByAnother }) =>
      returnsStatus(cancelledByAnother, 403, "cancelling with another patient's BSN"),
  }),
]);

/** @throws CheckBlocked when the appointment was not cancelled */
function requireCancelled(cancellation: Cancellation): void {
  if (!cancellation.cancelled) blockCheck(`the appointment could not be cancelled: ${cancellation.reason}`);
}

function findsOthers({ search, others }: AppointmentLookup): Finding {
  return violated({
    examined: 1 + others.length,
    message: 'a search for the id of an appointment finds others as well',
    expected: 'that appointment alone',
    actual: `${others.length} others`,
    exchanges: [search.exchangeId],
  });
}

/** Asserts that a search by id filters, in a XIS with a single appointment: a search for an unknown id finds nothing. */
async function findsNothingForUnknownId(session: Session): Promise<Finding> {
  const { search, others } = await lookUp(session, NEVER_ISSUED_ID);
  if (others.length === 0)
    return satisfied(2, 'a search by its id finds the appointment, and by an unknown id nothing');
  return violated({
    examined: others.length,
    message: 'a search for an unknown id finds appointments',
    expected: 'no appointments',
    actual: `${others.length}`,
    exchanges: [search.exchangeId],
  });
}
