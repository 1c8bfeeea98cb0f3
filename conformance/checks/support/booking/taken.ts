import { bookerOf } from '../../../bookings/booker.ts';
import type { BookingAttempt, CreatedAppointment } from '../../../bookings/booking.ts';
import { sendCancellation } from '../../../bookings/cancel.ts';
import { lookUp, statusOf } from '../../../bookings/look-up.ts';
import { isFreeNow } from '../../../bookings/slot-choice.ts';
import { at } from '../../../read/json.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import type { XisResponse } from '../../../session/response.ts';
import { bookOne } from './book-one.ts';
import { idOf, inTheNameOf, mainBooking } from './main.ts';
import { otherBsn } from './other-bsn.ts';

/** A booking whose slot others want. */
function takenBooking(session: Session): Promise<CreatedAppointment> {
  return session.shared('taken', async (session) => {
    const { created, response } = await bookOne(session, 'book a slot that will be asked for again');
    return created ?? blockCheck(`no appointment could be made: ${response.failure?.text ?? `status ${response.status}`}`);
  });
}

/** A second booking of a slot that is taken. */
export function conflictAttempt(session: Session): Promise<BookingAttempt> {
  return session.shared('conflict', async (session) => {
    const { slot } = await takenBooking(session);
    const booker = await bookerOf(session);
    const [attempt] = await booker.book(session, [{ purpose: 'book a slot that is taken', slot }]);
    return attempt ?? blockCheck('nothing was sent');
  });
}

/** The answer to a cancellation of ours in the name of another patient (CN-4). */
export function cancelledByAnother(session: Session): Promise<XisResponse> {
  return session.shared('cancelled by another', async (session) => {
    // First what needs it to be there.
    await conflictAttempt(session);
    const booking = await takenBooking(session);
    const bsn = otherBsn(session.options.patient?.bsn);
    return sendCancellation(session, idOf(booking), bsn, 'cancel the appointment as another patient');
  });
}

/** A cancellation of ours in the name of another organization (TR-6): its answer, and how the appointment is read then. */
export function cancelledAcross(session: Session): Promise<{ readonly response: XisResponse; readonly status: string | undefined }> {
  return session.shared('cancelled across', async (session) => {
    const { otherOrganization: other = blockCheck('needs --other-organization'), patient } = session.options;
    await cancelledByAnother(session);
    const id = idOf(await takenBooking(session));
    const ours = await lookUp(session, id);
    if (ours.appointment === undefined) blockCheck('the appointment can neither be read nor found');
    if (statusOf(ours) === 'cancelled') blockCheck('the appointment is cancelled already');
    const theirs = inTheNameOf(session, other);
    // Ids are given out by each organization: one of its own under this id is left alone.
    const { appointment } = await lookUp(theirs, id);
    if (appointment !== undefined && at(appointment, 'start') !== at(ours.appointment, 'start')) {
      blockCheck(`${other} has an appointment of its own under this id`);
    }
    const purpose = 'cancel the appointment in the name of another organization';
    const response = await sendCancellation(theirs, id, patient?.bsn ?? blockCheck('needs --patient-bsn'), purpose);
    return { response, status: statusOf(await lookUp(session, id)) };
  });
}

/** Cancels the booking whose slot others wanted; whether its slot is free then, undefined when that cannot be told. */
export function takenCancelled(session: Session): Promise<boolean | undefined> {
  return session.shared('taken cancelled', async (session) => {
    await cancelledByAnother(session);
    const booking = await takenBooking(session);
    const booker = await bookerOf(session);
    const { cancelled } = await booker.cancel(session, booking);
    if (!cancelled) return undefined;
    // A XIS that has kept the other booking needs a request to notice.
    await mainBooking(session);
    return isFreeNow(session, booking.slot).catch(() => undefined);
  });
}
