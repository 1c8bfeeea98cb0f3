import { instant } from '../../fhir/instant.ts';
import { decideBooking } from '../domain/booking/decide-booking.ts';
import { readNewBooking } from '../interactions/appointment.ts';
import { shapeOfAppointment } from '../interactions/body-dialect.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import { isProblem } from '../problem.ts';
import { type AgendaCandidate, book, findCandidates } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { defineDefects } from './defect.ts';
import { mutateIssues, newAppointment, readObjectBody, replaceWithProblem } from './mutate.ts';

const CREATE = 'create-appointment';

/** Defects of the decision on a booking, and of rejections. */
export const BOOKING_DEFECTS = defineDefects({
  'appointment-needs-slot': {
    clauses: ['AP-2'],
    description: 'A booking without a slot reference is rejected, although the published body has no slot.',
    request(request, world) {
      if (request.operation !== CREATE || readObjectBody(request)?.['slot'] !== undefined) return undefined;
      if (isProblem(readNewBooking(world, request.body))) return undefined;
      const detail = "Appointment: 'slot' is required.";
      return { problem: 'body-invalid', code: 'required', detail, expression: 'Appointment' };
    },
  },
  'appointment-r4-only': {
    clauses: ['AP-4'],
    description: 'A booking in the published shape is rejected; only that of R4 is accepted.',
    request({ operation, body }) {
      const isOther = operation === CREATE && newAppointment.accepts(body) && !shapeOfAppointment(body).r4;
      return isOther ? { problem: 'other-dialect', detail: 'Expected the body as FHIR R4 has it.' } : undefined;
    },
  },
  'appointment-ignores-end': {
    clauses: ['AP-2'],
    description: 'The slot of a booking is found without its end.',
    decision(decision, { booking, candidates, now }) {
      const isUnknown = decision.outcome === 'rejected' && decision.reason === 'no-such-slot';
      const found = isUnknown && candidates.find(({ slot }) => booking.types.includes(slot.type));
      return found ? decideBooking({ ...booking, end: found.slot.end }, candidates, now) : undefined;
    },
  },
  'appointment-double-booking': {
    clauses: ['AP-7'],
    description: 'Booking a taken slot succeeds with 201.',
    decision: (decision) =>
      decision.outcome === 'conflict' ? { outcome: 'book', candidate: decision.candidate } : undefined,
  },
  'appointment-conflict-as-422': {
    clauses: ['AP-7'],
    description: 'Booking a taken slot returns 422.',
    response: (response) =>
      response.problem === 'slot-taken'
        ? replaceWithProblem(response, { problem: 'slot-taken', status: 422, code: 'invalid' })
        : undefined,
  },
  'appointment-conflict-other-code': {
    clauses: ['AP-16'],
    description: "The OperationOutcome for a taken slot has code 'processing'.",
    warns: true,
    response: (response) =>
      response.problem === 'slot-taken'
        ? mutateIssues(response, (issue) => ({ ...issue, code: 'processing' }))
        : undefined,
  },
  'appointment-conflict-queues': {
    clauses: ['AP-17'],
    description: 'A booking that was rejected with 409 stays queued, and gets the slot when it is free again.',
    request(_request, world) {
      serveQueue(world);
      return undefined;
    },
    response(response, { request, world }) {
      const slot = response.journal.conflict?.slot;
      if (!request || slot === undefined) return undefined;
      const queue = queues.get(world) ?? new Map<string, unknown>();
      // One booking a slot, so that the queue stays bounded.
      queues.set(world, queue.set(slot, request.body));
      return response;
    },
  },
  'appointment-not-json-500': {
    clauses: ['AP-10'],
    description: 'A body that is not JSON returns 500.',
    warns: true,
    response: (response, { operation }) =>
      operation === CREATE && response.problem === 'body-not-json'
        ? replaceWithProblem(response, { problem: 'spoiled' })
        : undefined,
  },
  'appointment-invalid-accepted': {
    clauses: ['AP-10'],
    description: 'A booking without comment, or without the status of its participants, is accepted.',
    warns: true,
    request(request) {
      const body = request.operation === CREATE ? readObjectBody(request) : undefined;
      if (!body) return undefined;
      const { comment = '-', participant } = body;
      const filled = Array.isArray(participant) ? participant.map(fillStatus) : participant;
      const isFilled =
        Array.isArray(filled) && filled.some((entry, index) => entry !== (participant as unknown[])[index]);
      return isFilled || body['comment'] === undefined
        ? { ...request, body: { ...body, comment, participant: filled } }
        : undefined;
    },
  },
  'appointment-unknown-slot-accepted': {
    clauses: ['AP-19'],
    description: 'Booking a time without a slot is accepted.',
    warns: true,
    decision(decision, { booking, candidates, now, world }) {
      const isUnknown = decision.outcome === 'rejected' && decision.reason === 'no-such-slot';
      if (!isUnknown || candidates.length > 0 || booking.start <= now) return undefined;
      const candidate = inventSlot(world, booking.practitioner.id, booking.types[0] ?? 0, booking);
      return candidate && { outcome: 'book', candidate };
    },
  },
  'appointment-past-accepted': {
    clauses: ['AP-19'],
    description: 'Booking a slot in the past is accepted.',
    warns: true,
    decision(decision, { booking, candidates }) {
      if (decision.outcome !== 'rejected' || decision.reason !== 'past') return undefined;
      return decideBooking(booking, candidates, instant(booking.start - 1));
    },
  },
});

/** The bodies of queued bookings, by slot id. */
const queues = new WeakMap<World, Map<string, unknown>>();

/** Books queued requests whose slots are free again, before any other request. */
function serveQueue(world: World): void {
  for (const [slot, body] of queues.get(world) ?? []) {
    if (world.agenda.slot(slot, world.clock.now())?.status !== 'free') continue;
    queues.get(world)?.delete(slot);
    const booking = readNewBooking(world, body);
    if (!isProblem(booking)) book(world, booking);
  }
}

function fillStatus(participant: unknown): unknown {
  const lacksStatus = typeof participant === 'object' && participant !== null && !('status' in participant);
  return lacksStatus ? { ...participant, status: 'accepted' } : participant;
}

/** Creates a candidate for a slot that the agenda does not have. */
function inventSlot(
  world: World,
  practitioner: string,
  type: number,
  { start, end }: Pick<AgendaCandidate['slot'], 'start' | 'end'>,
): AgendaCandidate | undefined {
  const schedule = world.agenda.schedules.find(({ rules }) =>
    rules.practitioners.some(({ id }) => id === practitioner),
  );
  const slot = { start, end, type, busy: false };
  return schedule && { slot, id: '', status: 'free', phantom: false, found: { schedule, slot, status: 'free' } };
}

/** The real time between the check of a slot and its booking. */
const GAP_MS = 50;

/** The bodies of bookings whose slot was free on arrival. */
const freeOnArrival = new WeakSet<object>();
/** The number of lost races. */
const losers = new WeakMap<World, number>();

/** Defects that appear only with concurrent bookings of one slot. */
export const RACE_DEFECTS = defineDefects({
  'appointment-race': {
    clauses: ['AP-8'],
    description: 'Concurrent bookings of one slot all return 201; sequential ones do not.',
    beforeInteraction: checkThenWait,
    decision: (decision, { request }) =>
      decision.outcome === 'conflict' && wasFreeOnArrival(request)
        ? { outcome: 'book', candidate: decision.candidate }
        : undefined,
  },
  'appointment-race-500': {
    clauses: ['AP-8'],
    description:
      'Of the concurrent bookings of one slot that fail, every second returns 500; sequential ones return 409.',
    beforeInteraction: checkThenWait,
    response(response, { request, world }) {
      if (response.problem !== 'slot-taken' || !request || !wasFreeOnArrival(request)) return undefined;
      const count = (losers.get(world) ?? 0) + 1;
      losers.set(world, count);
      return count % 2 === 1 ? replaceWithProblem(response, { problem: 'spoiled' }) : undefined;
    },
  },
});

/** Checks whether the slot is free, and waits, so that other requests come before the booking. */
function checkThenWait(request: InteractionRequest, world: World): Promise<void> | undefined {
  if (request.operation !== 'create-appointment') return undefined;
  const booking = readNewBooking(world, request.body);
  if (isProblem(booking)) return undefined;
  const { outcome } = decideBooking(booking, findCandidates(world, booking), world.clock.now());
  if (outcome !== 'book') return undefined;
  freeOnArrival.add(request.body as object);
  // A busy machine reads what arrived meanwhile after its timers: one turn for the connection, one for the request.
  const turn = (then: () => void): void => void setImmediate(then);
  return new Promise((resolve) => {
    world.dependencies.system.after(GAP_MS, () => turn(() => turn(resolve)));
  });
}

function wasFreeOnArrival({ body }: InteractionRequest): boolean {
  return typeof body === 'object' && body !== null && freeOnArrival.has(body);
}
