import { instant } from '../../fhir/instant.ts';
import { decideBooking } from '../domain/booking/decide-booking.ts';
import { readNewBooking } from '../interactions/appointment.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import { isProblem } from '../problem.ts';
import { type AgendaCandidate, book, findCandidates } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { defineDefects } from './defect.ts';
import { mutateIssues, readObjectBody, replaceWithProblem } from './mutate.ts';

const CREATE = 'create-appointment';

/** Defects of what is booked, and of how it is refused. */
export const BOOKING_DEFECTS = defineDefects({
  'appointment-needs-slot': {
    clauses: ['AP-2'],
    description: 'A booking that does not name its slot, as the published body does not, is refused.',
    request(request, world) {
      if (request.operation !== CREATE || readObjectBody(request)?.['slot'] !== undefined) return undefined;
      if (isProblem(readNewBooking(world, request.body))) return undefined;
      const detail = "Appointment: 'slot' is required.";
      return { problem: 'body-invalid', code: 'required', detail, expression: 'Appointment' };
    },
  },
  'appointment-double-booking': {
    clauses: ['AP-7'],
    description: 'A slot that is taken is booked again, with 201.',
    decision: (decision) =>
      decision.outcome === 'conflict' ? { outcome: 'book', candidate: decision.candidate } : undefined,
  },
  'appointment-conflict-as-422': {
    clauses: ['AP-7'],
    description: 'A slot that is taken is answered with 422.',
    response: (reply) =>
      reply.problem === 'slot-taken'
        ? replaceWithProblem(reply, { problem: 'slot-taken', status: 422, code: 'invalid' })
        : undefined,
  },
  'appointment-conflict-other-code': {
    clauses: ['AP-7', 'TR-7'],
    description: "The outcome of a slot that is taken has code 'processing'.",
    response: (reply) =>
      reply.problem === 'slot-taken' ? mutateIssues(reply, (issue) => ({ ...issue, code: 'processing' })) : undefined,
  },
  'appointment-conflict-queues': {
    clauses: ['AP-7'],
    description: 'A booking that was refused with 409 is kept all the same, and gets the slot when it is free again.',
    request(_request, world) {
      serveQueue(world);
      return undefined;
    },
    response(reply, { request, world }) {
      const slot = reply.journal.conflict?.slot;
      if (!request || slot === undefined) return undefined;
      const queue = queues.get(world) ?? new Map<string, unknown>();
      // One a slot, so that it stays short however often somebody tries.
      queues.set(world, queue.set(slot, request.body));
      return reply;
    },
  },
  'appointment-not-json-500': {
    clauses: ['AP-10'],
    description: 'A body that is not JSON is answered with 500.',
    response: (reply, { operation }) =>
      operation === CREATE && reply.problem === 'body-not-json'
        ? replaceWithProblem(reply, { problem: 'spoiled' })
        : undefined,
  },
  'appointment-invalid-accepted': {
    clauses: ['AP-10'],
    description: 'A booking without comment, or without the status of its participants, is accepted.',
    request(request) {
      const body = request.operation === CREATE ? readObjectBody(request) : undefined;
      if (!body) return undefined;
      const { comment = '-', participant } = body;
      const filled = Array.isArray(participant) ? participant.map(fillStatus) : participant;
      const isFilled = Array.isArray(filled) && filled.some((one, index) => one !== (participant as unknown[])[index]);
      return isFilled || body['comment'] === undefined
        ? { ...request, body: { ...body, comment, participant: filled } }
        : undefined;
    },
  },
  'appointment-unknown-slot-accepted': {
    clauses: ['AP-10'],
    description: 'A booking at a time at which the practitioner has no slot is accepted.',
    decision(decision, { booking, candidates, now, world }) {
      const isUnknown = decision.outcome === 'rejected' && decision.reason === 'no-such-slot';
      if (!isUnknown || candidates.length > 0 || booking.start <= now) return undefined;
      const candidate = inventSlot(world, booking.practitioner.id, booking.types[0] ?? 0, booking);
      return candidate && { outcome: 'book', candidate };
    },
  },
  'appointment-past-accepted': {
    clauses: ['AP-10'],
    description: 'A slot that has passed can be booked.',
    decision(decision, { booking, candidates }) {
      if (decision.outcome !== 'rejected' || decision.reason !== 'past') return undefined;
      return decideBooking(booking, candidates, instant(booking.start - 1));
    },
  },
});

/** Bookings that wait for a slot, by its id. */
const queues = new WeakMap<World, Map<string, unknown>>();

/** Books what has waited for slots that are free again, before anybody else asks for them. */
function serveQueue(world: World): void {
  for (const [slot, body] of queues.get(world) ?? []) {
    if (world.agenda.slot(slot, world.clock.now())?.status !== 'free') continue;
    queues.get(world)?.delete(slot);
    const booking = readNewBooking(world, body);
    if (!isProblem(booking)) book(world, booking);
  }
}

function fillStatus(participant: unknown): unknown {
  const lacksIt = typeof participant === 'object' && participant !== null && !('status' in participant);
  return lacksIt ? { ...participant, status: 'accepted' } : participant;
}

/** A slot of a practitioner that the agenda does not have. */
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

/** How long such a XIS lies between looking at a slot and taking it, in real milliseconds. */
const GAP_MS = 50;

/** Bodies of bookings whose slot was free when they came. */
const sawFree = new WeakSet<object>();
/** How many have lost a race. */
const losers = new WeakMap<World, number>();

/** Defects that show only where two book the same slot at the same time. */
export const RACE_DEFECTS = defineDefects({
  'appointment-race': {
    clauses: ['AP-8'],
    description: 'Bookings of one slot that come at the same time all get 201; one after another they do not.',
    beforeInteraction: lookThenWait,
    decision: (decision, { request }) =>
      decision.outcome === 'conflict' && isSeenFree(request)
        ? { outcome: 'book', candidate: decision.candidate }
        : undefined,
  },
  'appointment-race-500': {
    clauses: ['AP-8'],
    description:
      'Of bookings of one slot that come at the same time and lose, every other gets 500; one after another none does.',
    beforeInteraction: lookThenWait,
    response(reply, { request, world }) {
      if (reply.problem !== 'slot-taken' || !request || !isSeenFree(request)) return undefined;
      const count = (losers.get(world) ?? 0) + 1;
      losers.set(world, count);
      return count % 2 === 1 ? replaceWithProblem(reply, { problem: 'spoiled' }) : undefined;
    },
  },
});

/** Looks whether the slot is free, and lets others come before it is taken. */
function lookThenWait(request: InteractionRequest, world: World): Promise<void> | undefined {
  if (request.operation !== 'create-appointment') return undefined;
  const booking = readNewBooking(world, request.body);
  if (isProblem(booking)) return undefined;
  const { outcome } = decideBooking(booking, findCandidates(world, booking), world.clock.now());
  if (outcome !== 'book') return undefined;
  sawFree.add(request.body as object);
  // What has arrived meanwhile on a busy machine is read after the timers: two turns, one for its connection.
  const turn = (then: () => void): void => void setImmediate(then);
  return new Promise((resolve) => {
    world.dependencies.system.after(GAP_MS, () => turn(() => turn(resolve)));
  });
}

function isSeenFree({ body }: InteractionRequest): boolean {
  return typeof body === 'object' && body !== null && sawFree.has(body);
}
