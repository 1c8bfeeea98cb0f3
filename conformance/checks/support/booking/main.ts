import { bookerOf } from '../../../bookings/booker.ts';
import type { Attempt, Booking } from '../../../bookings/booking.ts';
import type { Cancellation } from '../../../bookings/cancel.ts';
import { type LookedUp, lookUp } from '../../../bookings/look-up.ts';
import { isFreeNow } from '../../../bookings/slot-choice.ts';
import { at } from '../../../read/json.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import { bookOne } from './book-one.ts';

/** The booking that most checks look at. */
export function mainAttempt(run: Run): Promise<Attempt> {
  return run.shared('main attempt', (own) => bookOne(own, 'book a free slot'));
}

/** The same. @throws Blocked when nothing was made */
export async function mainBooking(run: Run): Promise<Booking> {
  const { booking, reply } = await mainAttempt(run);
  if (booking) return booking;
  block(`no appointment could be made: ${reply.failure?.text ?? `status ${reply.status}`}`);
}

/** The id of a booking. @throws Blocked when no answer told it */
export function idOf({ id }: Booking): string {
  return id ?? block('the answer to the booking did not tell its id');
}

/** What several checks want to know of the main booking before it is cancelled; gathered at once. */
interface MainFacts {
  readonly booking: Booking;
  readonly looked: LookedUp | undefined;
  /** Undefined when the search could not be read. */
  readonly slotIsFree: boolean | undefined;
  /** The same in the name of another organization; undefined when there is none. */
  readonly across: LookedUp | undefined;
}

/** Looks at the main booking as long as it is there. */
export function mainFacts(run: Run): Promise<MainFacts> {
  return run.shared('main facts', async (own) => {
    const booking = await mainBooking(own);
    const { id, slot } = booking;
    const looked = id === undefined ? undefined : await lookUp(own, id);
    const slotIsFree = await isFreeNow(own, slot).catch(() => undefined);
    const other = own.options.otherOrganization;
    const across = id === undefined || other === undefined ? undefined : await lookUp(inTheNameOf(own, other), id);
    return { booking, looked, slotIsFree, across };
  });
}

/** A run whose requests name another organization. */
export function inTheNameOf(run: Run, agb: string): Run {
  const organization = `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`;
  return { ...run, ask: (request) => run.ask({ ...request, organization }) };
}

/** What became of the main booking when it was cancelled. */
interface MainCancelled {
  readonly booking: Booking;
  readonly cancellation: Cancellation;
  readonly looked: LookedUp;
  readonly slotIsFree: boolean | undefined;
}

/** Cancels the main booking, after everything else has looked at it. */
export function mainCancelled(run: Run): Promise<MainCancelled> {
  return run.shared('main cancelled', async (own) => {
    const { booking } = await mainFacts(own);
    const booker = await bookerOf(own);
    const cancellation = await booker.cancel(own, booking);
    const looked = await lookUp(own, idOf(booking));
    const slotIsFree = await isFreeNow(own, booking.slot).catch(() => undefined);
    return { booking, cancellation, looked, slotIsFree };
  });
}

/**
 * The appointment as the answer to the main booking has it; where that has no body, as it is read.
 * @throws Blocked when it has neither
 */
export async function mainBody(run: Run): Promise<{ readonly booking: Booking; readonly body: unknown }> {
  const { booking, looked } = await mainFacts(run);
  const { body, bytes } = booking.reply;
  const appointment = bytes === 0 ? looked?.appointment : body;
  if (at(appointment, 'resourceType') === 'Appointment') return { booking, body: appointment };
  block('the answer to the booking has no Appointment');
}
