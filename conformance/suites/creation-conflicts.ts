import { returnsStatus } from '../assertions/responses.ts';
import { slotIsFree } from '../assertions/slot-is-free.ts';
import type { BookingAttempt } from '../bookings/request.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { cancelled } from '../fixtures/booked.ts';
import { takenSlotIsFreed } from '../fixtures/freed-slot.ts';
import { type Conflict, conflict, race } from '../fixtures/taken-slot.ts';
import { at, describeValue, listOf } from '../read/json.ts';
import { blockCheck, skipCheck } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';

/** Checks of a slot that several requests want. */
export const creationConflicts = suite('creation', [
  check('conflict', {
    title: 'Booking a taken slot returns 409',
    clauses: ['AP-7'],
    catches: ['appointment-double-booking', 'appointment-conflict-as-422'],
    uses: { conflict },
    async run({ session, conflict }) {
      const { response, lacks } = conflict;
      const by = describePatients(session, conflict);
      if (response.status === 409) return satisfied(1, `one booking of a taken slot examined, ${by}`);
      // A XIS may reject a second appointment of the same patient at the same time for another reason.
      if (response.status === 422 && lacks !== undefined) {
        blockCheck(`booking a taken slot returned 422, which may be for another reason: it was ${by}`);
      }
      return returnsStatus(response, 409, 'booking a taken slot');
    },
  }),

  check('conflict-code', {
    title: "The 409 for a taken slot has an OperationOutcome with code 'conflict'",
    clauses: ['AP-16'],
    catches: ['appointment-conflict-other-code', 'error-without-outcome'],
    uses: { conflict },
    async run({ conflict }) {
      const { body, exchangeId } = requireConflict(conflict);
      const codes = listOf(at(body, 'issue')).map((issue) => at(issue, 'code'));
      if (at(body, 'resourceType') === 'OperationOutcome' && codes.includes('conflict')) {
        return satisfied(1, 'one outcome examined');
      }
      return violated({
        message: 'the response to a booking of a taken slot has another code',
        expected: "an OperationOutcome with an issue of code 'conflict'",
        actual: codes.length > 0 ? describeValue(codes[0]) : describeValue(body),
        path: 'issue[0].code',
        exchanges: [exchangeId],
      });
    },
  }),

  check('conflict-stores-nothing', {
    title: 'A booking that was rejected with 409 does not get the slot when it becomes free',
    clauses: ['AP-17'],
    catches: ['appointment-conflict-queues'],
    uses: { conflict, cancelled, takenSlotIsFreed },
    async run({ conflict, cancelled, takenSlotIsFreed }) {
      requireConflict(conflict);
      // The control: without a second booking, the slot becomes free by the cancellation.
      if (cancelled.slotIsFree === false)
        skipCheck('this XIS keeps the slot of a cancelled appointment closed (AP-18)');
      if (cancelled.slotIsFree === undefined) blockCheck('the free slots of that day could not be read');
      if (takenSlotIsFreed === undefined)
        blockCheck('the appointment was not cancelled, or its slot could not be read');
      const message = 'the slot is taken, although its appointment was cancelled and the second booking was rejected';
      return slotIsFree(takenSlotIsFreed, message);
    },
  }),

  check('race', {
    title: 'Of several bookings of one slot at the same time, one returns 201 and the others return 409',
    clauses: ['AP-8'],
    catches: ['appointment-race', 'appointment-race-500'],
    uses: { race },
    run: async ({ session, race: { attempts, ...requesters } }) => oneWins(session, attempts, requesters),
  }),
]);

function requireConflict({ response }: BookingAttempt): BookingAttempt['response'] {
  return response.status === 409 ? response : blockCheck(`booking a taken slot returned ${response.status}`);
}

/** Describes who has requested a slot that the first test patient has. */
function describePatients({ options }: Session, { isByOther, lacks }: Requesters): string {
  if (isByOther) return 'by the second test patient';
  if (lacks === undefined) return 'by the same patient, because the second one was rejected';
  return `by the same patient, without ${options.nameOption(lacks)}`;
}

/** The patient who has requested a slot, and why the second patient has not. */
type Requesters = Pick<Conflict, 'isByOther' | 'lacks'>;

function oneWins(session: Session, attempts: readonly BookingAttempt[], requesters: Requesters): Finding {
  const examined = attempts.length;
  const counts = new Map<number, number>();
  for (const { response } of attempts) counts.set(response.status, (counts.get(response.status) ?? 0) + 1);
  const actual = [...counts].map(([status, count]) => `${count} × ${status === 0 ? 'no response' : status}`).join(', ');
  if (counts.get(409) === examined) blockCheck('another booking took the slot meanwhile');
  const winners = attempts.filter(({ created }) => created).length;
  if (winners === 1 && counts.get(409) === examined - 1) {
    return satisfied(
      examined,
      `${examined} bookings at the same time: ${actual}, ${describePatients(session, requesters)}`,
    );
  }
  if (!requesters.isByOther && winners === 1 && (counts.get(409) ?? 0) + (counts.get(422) ?? 0) === examined - 1) {
    const by = describePatients(session, requesters);
    blockCheck(`bookings at the same time returned ${actual}; the 422 may be for another reason: they were ${by}`);
  }
  return violated({
    examined,
    message: `${examined} bookings of one slot at the same time`,
    expected: `1 × 201, ${examined - 1} × 409`,
    actual,
    exchanges: attempts.map(({ response }) => response.exchangeId),
  });
}
