import { NEVER_ISSUED_ID } from '../assertions/never-issued.ts';
import { describeResponse, describeStatus, returnsStatus } from '../assertions/responses.ts';
import { slotIsFree } from '../assertions/slot-is-free.ts';
import type { Cancellation } from '../bookings/cancel.ts';
import { tokenHasBsn } from '../bookings/find-patient.ts';
import { type AppointmentLookup, hasSearch, lookUp, statusOf } from '../bookings/look-up.ts';
import { isSuccess } from '../bookings/outcome.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { booked, cancelled, cancelledAfterRebooking, cancelledTwice } from '../fixtures/booked.ts';
import { unknownAppointmentCancellation } from '../fixtures/rejected-bookings.ts';
import { unknownAppointment } from '../fixtures/rejected-reads.ts';
import { cancelledByAnother } from '../fixtures/taken-slot.ts';
import { entriesOf } from '../read/bundle.ts';
import { at, describeValue, textOf } from '../read/json.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import { blockCheck, skipBecauseOf, skipCheck } from '../session/block-check.ts';
import type { XisResponse } from '../session/message.ts';

export const cancellation = suite('cancellation', [
  check('unknown-read', {
    title: 'Reading an unknown appointment returns 404 or 410',
    clauses: ['CN-6'],
    catches: ['appointment-unknown-200'],
    uses: { unknownAppointment },
    async run({ session, unknownAppointment }) {
      // The control: the XIS responds to reads at all.
      await session.appointmentTypes();
      if ([405, 501].includes(unknownAppointment.status)) skipCheck(describeWithoutRead(unknownAppointment));
      const { status } = unknownAppointment;
      if ((status === 401 || status === 403) && (await tokenHasBsn(session)) === false) {
        const { nameOption } = session.options;
        blockCheck(
          `returned ${status} to a token without the BSN of a patient (AU-6): set ${nameOption('patient.bsn')}`,
        );
      }
      return returnsStatus(unknownAppointment, [404, 410], 'reading an unknown appointment');
    },
  }),

  check('readable', {
    title: 'An appointment can be read back, by a read or by a search',
    clauses: ['CN-1'],
    catches: ['appointment-not-readable', 'appointment-invalid-instant'],
    uses: { booked },
    async run({ session: { options }, booked: { appointment, lookup } }) {
      if (!lookup) blockCheck('the response to the booking does not have its id');
      if (hasSearch(lookup) && !lookup.wasRead && !lookup.wasFound)
        blockCheck('the id in Location leads to no appointment');
      const { start } = appointment.request;
      const { timeZone } = options;
      // A way that shows no readable status and start is not one to read an appointment back.
      const shown = lookup.shown.find((resource) => isReadable(resource, timeZone)) ?? lookup.shown[0];
      if (isAsBooked(shown, start, timeZone))
        return satisfied(1, `one appointment read back by ${describeWays(lookup)}`);
      if (shown !== undefined) {
        // Both decide whether the patient can still cancel it (CN-2).
        return violated({
          message: 'an appointment is read back without the status and the start that it was booked with',
          expected: `status ${OPEN_STATUSES.join(' or ')}, start ${start}`,
          actual: `status ${describeValue(at(shown, 'status'))}, start ${describeValue(at(shown, 'start'))}`,
          exchanges: lookup.exchanges,
        });
      }
      return violated({
        message: 'an appointment cannot be read back, neither by a read nor by a search',
        expected: 'GET /Appointment/{id} or GET /Appointment?id={id} with the Appointment',
        actual: `${describeWay(lookup.read, 'the read')}, ${describeWay(lookup.search, 'the search')} without it`,
        exchanges: lookup.exchanges,
      });
    },
  }),

  check('read', {
    title: 'An appointment can be read by its id',
    clauses: ['CN-5'],
    catches: ['appointment-read-404'],
    uses: { booked },
    async run({ session, booked: { lookup } }) {
      if (lookup?.wasRead) return satisfied(1, 'one appointment read');
      if (!lookup?.wasFound) blockCheck('a search does not find the appointment either');
      const read = lookup.read ?? skipBecauseOf(session.options.nameOption('readBack'), 'leaves out the read');
      return violated({
        message: 'an appointment that a search finds cannot be read by its id',
        expected: '200 and the Appointment',
        actual: describeStatus(read),
        exchanges: lookup.exchanges,
      });
    },
  }),

  check('search', {
    title: 'A search for an appointment by its id returns a Bundle with that appointment',
    clauses: ['CN-5'],
    catches: ['appointment-search-empty'],
    uses: { booked },
    async run({ session, booked: { lookup } }) {
      if (lookup?.wasFound) return satisfied(1, 'one appointment found');
      if (!lookup?.wasRead) blockCheck('the appointment cannot be read either');
      const search = lookup.search ?? skipBecauseOf(session.options.nameOption('readBack'), 'leaves out the search');
      const entries = search.status === 200 ? entriesOf(search.body) : undefined;
      return violated({
        message: 'a search by its id does not find an appointment that can be read',
        expected: 'a Bundle with the Appointment',
        actual: entries ? `200 and ${entries.length} entries` : describeResponse(search),
        exchanges: lookup.exchanges,
      });
    },
  }),

  check('no-other', {
    title: 'Neither a read nor a search by an id returns another appointment',
    clauses: ['CN-7'],
    catches: ['appointment-search-all'],
    uses: { booked },
    async run({ session, booked: { lookup } }) {
      if (!lookup) blockCheck('the response to the booking does not have its id');
      // In a XIS with a single appointment, only the search for an unknown id shows that the search filters.
      const unknown = await lookUp(session, NEVER_ISSUED_ID);
      const [other] = [...lookup.others, ...unknown.others];
      if (!other) return satisfied(2, 'an id returns its appointment alone, and an unknown id returns nothing');
      return violated({
        examined: 2,
        message: 'a read or a search by an id returns another appointment',
        expected: 'the appointment of that id alone',
        actual: `${lookup.others.length + unknown.others.length} others`,
        exchanges: [other.exchangeId],
      });
    },
  }),

  check('accepted', {
    title: "The patient's cancellation of an appointment returns 201",
    clauses: ['CN-3'],
    catches: ['cancel-answers-200', 'cancellation-r4-only'],
    uses: { cancelled },
    async run({ session: { options }, cancelled: { cancellation } }) {
      const { response, inOtherDialect } = cancellation;
      if (!inOtherDialect || !isSuccess(inOtherDialect)) return returnsStatus(response, 201, 'a cancellation');
      return violated({
        message: `a cancellation is rejected in the ${options.dialect} dialect, and accepted in the other one only (${options.nameOption('dialect')})`,
        expected: `201 in the ${options.dialect} dialect`,
        actual: describeStatus(response),
        exchanges: [response.exchangeId, inOtherDialect.exchangeId],
      });
    },
  }),

  check('status', {
    title: 'An appointment that the patient has cancelled has status cancelled',
    clauses: ['CN-3'],
    catches: ['cancel-keeps-status'],
    uses: { cancelled },
    async run({ cancelled: { cancellation, lookup } }) {
      // Whether it was cancelled is what is asserted: the response alone says whether the XIS has accepted it.
      const { response, inOtherDialect } = cancellation;
      if (!isSuccess(inOtherDialect ?? response)) blockCheck('the cancellation was rejected');
      if (lookup.appointment === undefined) blockCheck('the appointment can neither be read nor found');
      const status = statusOf(lookup);
      if (status === 'cancelled') return satisfied(1, 'one cancelled appointment examined');
      return violated({
        message: 'a cancelled appointment has another status',
        expected: "'cancelled'",
        actual: describeValue(status),
        path: 'status',
        exchanges: [(inOtherDialect ?? response).exchangeId, ...lookup.exchanges],
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

  check('again-after-rebooking', {
    title: 'Cancelling an appointment again does not free its slot, which was booked anew',
    clauses: ['CN-4'],
    catches: ['cancel-again-frees-slot'],
    uses: { cancelledAfterRebooking },
    async run({ cancelledAfterRebooking: { response, slotIsFree } }) {
      if (slotIsFree === undefined) blockCheck('the free slots of that day could not be read');
      if (!slotIsFree)
        return satisfied(1, `one repeated cancellation examined; it returned ${describeStatus(response)}`);
      return violated({
        message: 'cancelling an old appointment again frees the slot that was booked anew',
        expected: 'no such free slot',
        actual: 'the slot, free',
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('another-patient', {
    title: "Cancelling another patient's appointment returns 403",
    clauses: ['CN-4'],
    catches: ['cancel-any-patient'],
    uses: { cancelledByAnother },
    run: async ({ session: { options }, cancelledByAnother }) =>
      // A XIS that goes by the token may hide the appointment from the other patient (AU-6).
      returnsStatus(
        cancelledByAnother,
        options.otherToken === undefined ? 403 : [403, 404, 422],
        "cancelling with another patient's BSN",
      ),
  }),
]);

/** The statuses of an appointment that takes place; `pending` is of R4. */
const OPEN_STATUSES = ['proposed', 'booked', 'pending'];

/** The other statuses of FHIR. */
const OTHER_STATUSES = ['arrived', 'fulfilled', 'cancelled', 'noshow', 'entered-in-error', 'checked-in', 'waitlist'];

/** Returns whether an appointment has a status of FHIR and a start that is an instant. */
function isReadable(appointment: unknown, timeZone: string): boolean {
  const status = textOf(at(appointment, 'status')) ?? '';
  const isStatus = OPEN_STATUSES.includes(status) || OTHER_STATUSES.includes(status);
  return isStatus && parseInstantLeniently(at(appointment, 'start'), timeZone).isInstant;
}

/** Returns whether an appointment has the status and the start of one that was just booked. */
function isAsBooked(appointment: unknown, start: string, timeZone: string): boolean {
  const momentOf = (value: unknown): number | undefined => parseInstantLeniently(value, timeZone).at;
  const isOpen = OPEN_STATUSES.includes(textOf(at(appointment, 'status')) ?? '');
  return isOpen && isReadable(appointment, timeZone) && momentOf(at(appointment, 'start')) === momentOf(start);
}

/** @throws CheckBlocked when the appointment was not cancelled */
function requireCancelled(cancellation: Cancellation): void {
  if (!cancellation.cancelled) blockCheck(`the appointment could not be cancelled: ${cancellation.reason}`);
}

function describeWithoutRead({ status }: XisResponse): string {
  return `this XIS has no GET /Appointment/{id}, which returned ${status}`;
}

function describeWays({ wasRead, wasFound }: AppointmentLookup): string {
  return [...(wasRead ? ['a read'] : []), ...(wasFound ? ['a search'] : [])].join(' and ');
}

function describeWay(response: XisResponse | undefined, way: string): string {
  return response ? `${way} returned ${describeStatus(response)}` : `${way} was left out`;
}
