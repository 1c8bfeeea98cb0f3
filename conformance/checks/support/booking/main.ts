import { bookerOf } from '../../../bookings/booker.ts';
import type { BookingAttempt, CreatedAppointment } from '../../../bookings/booking.ts';
import type { Cancellation } from '../../../bookings/cancel.ts';
import { type AppointmentLookup, lookUp } from '../../../bookings/look-up.ts';
import { isFreeNow } from '../../../bookings/slot-choice.ts';
import { at } from '../../../read/json.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import { bookOne } from './book-one.ts';

/** The booking that most checks look at. */
export function mainAttempt(session: Session): Promise<BookingAttempt> {
  return session.shared('main attempt', (session) => bookOne(session, 'book a free slot'));
}

/** The same. @throws Blocked when nothing was made */
export async function mainBooking(session: Session): Promise<CreatedAppointment> {
  const { created, response } = await mainAttempt(session);
  if (created) return created;
  blockCheck(`no appointment could be made: ${response.failure?.text ?? `status ${response.status}`}`);
}

/** The id of a booking. @throws Blocked when no answer told it */
export function idOf({ id }: CreatedAppointment): string {
  return id ?? blockCheck('the answer to the booking did not tell its id');
}

/** What several checks want to know of the main booking before it is cancelled; gathered at once. */
interface MainFacts {
  readonly booking: CreatedAppointment;
  readonly looked: AppointmentLookup | undefined;
  /** Undefined when the search could not be read. */
  readonly slotIsFree: boolean | undefined;
  /** The same in the name of another organization; undefined when there is none. */
  readonly across: AppointmentLookup | undefined;
}

/** Looks at the main booking as long as it is there. */
export function mainFacts(session: Session): Promise<MainFacts> {
  return session.shared('main facts', async (session) => {
    const booking = await mainBooking(session);
    const { id, slot } = booking;
    const looked = id === undefined ? undefined : await lookUp(session, id);
    const slotIsFree = await isFreeNow(session, slot).catch(() => undefined);
    const other = session.options.otherOrganization;
    const across = id === undefined || other === undefined ? undefined : await lookUp(inTheNameOf(session, other), id);
    return { booking, looked, slotIsFree, across };
  });
}

/** A run whose requests name another organization. */
export function inTheNameOf(session: Session, agb: string): Session {
  const organization = `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`;
  return { ...session, send: (request) => session.send({ ...request, organization }) };
}

/** What became of the main booking when it was cancelled. */
interface MainCancelled {
  readonly booking: CreatedAppointment;
  readonly cancellation: Cancellation;
  readonly looked: AppointmentLookup;
  readonly slotIsFree: boolean | undefined;
}

/** Cancels the main booking, after everything else has looked at it. */
export function mainCancelled(session: Session): Promise<MainCancelled> {
  return session.shared('main cancelled', async (session) => {
    const { booking } = await mainFacts(session);
    const booker = await bookerOf(session);
    const cancellation = await booker.cancel(session, booking);
    const looked = await lookUp(session, idOf(booking));
    const slotIsFree = await isFreeNow(session, booking.slot).catch(() => undefined);
    return { booking, cancellation, looked, slotIsFree };
  });
}

/**
 * The appointment as the answer to the main booking has it; where that has no body, as it is read.
 * @throws Blocked when it has neither
 */
export async function mainBody(session: Session): Promise<{ readonly booking: CreatedAppointment; readonly body: unknown }> {
  const { booking, looked } = await mainFacts(session);
  const { body, bytes } = booking.response;
  const appointment = bytes === 0 ? looked?.appointment : body;
  if (at(appointment, 'resourceType') === 'Appointment') return { booking, body: appointment };
  blockCheck('the answer to the booking has no Appointment');
}
