import { decideBooking } from '../domain/booking/decide-booking.ts';
import { readNewBooking } from '../interactions/create-appointment.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import { isProblem } from '../problem.ts';
import { candidatesFor } from '../world/book.ts';
import type { World } from '../world/world.ts';
import type { Defect } from './defect.ts';
import { problemInstead } from './reply.ts';

/** How long such a XIS lies between looking at a slot and taking it, in real milliseconds. */
const GAP_MS = 50;

/** Bodies of bookings whose slot was free when they came. */
const sawFree = new WeakSet<object>();
/** How many have lost a race. */
const losers = new WeakMap<World, number>();

/** Defects that show only where two book the same slot at the same time. */
export const APPOINTMENT_RACE_DEFECTS: readonly Defect[] = [
  {
    id: 'appointment-race',
    clauses: ['AP-8'],
    description: 'Bookings of one slot that come at the same time all get 201; one after another they do not.',
    hold: lookThenWait,
    decide: (decision, { request }) =>
      decision.outcome === 'conflict' && isSeenFree(request)
        ? { outcome: 'book', candidate: decision.candidate }
        : undefined,
  },
  {
    id: 'appointment-race-500',
    clauses: ['AP-8'],
    description:
      'Of bookings of one slot that come at the same time and lose, every other gets 500; one after another none does.',
    hold: lookThenWait,
    reply(reply, { request, world }) {
      if (reply.problem !== 'slot-taken' || !request || !isSeenFree(request)) return undefined;
      const count = (losers.get(world) ?? 0) + 1;
      losers.set(world, count);
      return count % 2 === 1 ? problemInstead(reply, { problem: 'spoiled' }) : undefined;
    },
  },
];

/** Looks whether the slot is free, and lets others come before it is taken. */
function lookThenWait(request: InteractionRequest, world: World): Promise<void> | undefined {
  if (request.operation !== 'create-appointment') return undefined;
  const booking = readNewBooking(world, request.body);
  if (isProblem(booking)) return undefined;
  const { outcome } = decideBooking(booking, candidatesFor(world, booking), world.clock.now());
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
