import { bookerOf } from '../../../bookings/booker.ts';
import type { Attempt, Booking } from '../../../bookings/booking.ts';
import { sendCancellation } from '../../../bookings/cancel.ts';
import { lookUp, statusOf } from '../../../bookings/look-up.ts';
import { isFreeNow } from '../../../bookings/slot-choice.ts';
import { at } from '../../../read/json.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import type { Reply } from '../../../session/response.ts';
import { bookOne } from './book-one.ts';
import { idOf, inTheNameOf, mainBooking } from './main.ts';
import { otherBsn } from './other-bsn.ts';

/** A booking whose slot others want. */
function takenBooking(run: Run): Promise<Booking> {
  return run.shared('taken', async (own) => {
    const { booking, reply } = await bookOne(own, 'book a slot that will be asked for again');
    return booking ?? block(`no appointment could be made: ${reply.failure?.text ?? `status ${reply.status}`}`);
  });
}

/** A second booking of a slot that is taken. */
export function conflictAttempt(run: Run): Promise<Attempt> {
  return run.shared('conflict', async (own) => {
    const { slot } = await takenBooking(own);
    const booker = await bookerOf(own);
    const [attempt] = await booker.book(own, [{ purpose: 'book a slot that is taken', slot }]);
    return attempt ?? block('nothing was sent');
  });
}

/** The answer to a cancellation of ours in the name of another patient (CN-4). */
export function cancelledByAnother(run: Run): Promise<Reply> {
  return run.shared('cancelled by another', async (own) => {
    // First what needs it to be there.
    await conflictAttempt(own);
    const booking = await takenBooking(own);
    const bsn = otherBsn(own.options.patient?.bsn);
    return sendCancellation(own, idOf(booking), bsn, 'cancel the appointment as another patient');
  });
}

/** A cancellation of ours in the name of another organization (TR-6): its answer, and how the appointment is read then. */
export function cancelledAcross(run: Run): Promise<{ readonly reply: Reply; readonly status: string | undefined }> {
  return run.shared('cancelled across', async (own) => {
    const { otherOrganization: other = block('needs --other-organization'), patient } = own.options;
    await cancelledByAnother(own);
    const id = idOf(await takenBooking(own));
    const ours = await lookUp(own, id);
    if (ours.appointment === undefined) block('the appointment can neither be read nor found');
    if (statusOf(ours) === 'cancelled') block('the appointment is cancelled already');
    const theirs = inTheNameOf(own, other);
    // Ids are given out by each organization: one of its own under this id is left alone.
    const { appointment } = await lookUp(theirs, id);
    if (appointment !== undefined && at(appointment, 'start') !== at(ours.appointment, 'start')) {
      block(`${other} has an appointment of its own under this id`);
    }
    const purpose = 'cancel the appointment in the name of another organization';
    const reply = await sendCancellation(theirs, id, patient?.bsn ?? block('needs --patient-bsn'), purpose);
    return { reply, status: statusOf(await lookUp(own, id)) };
  });
}

/** Cancels the booking whose slot others wanted; whether its slot is free then, undefined when that cannot be told. */
export function takenCancelled(run: Run): Promise<boolean | undefined> {
  return run.shared('taken cancelled', async (own) => {
    await cancelledByAnother(own);
    const booking = await takenBooking(own);
    const booker = await bookerOf(own);
    const { cancelled } = await booker.cancel(own, booking);
    if (!cancelled) return undefined;
    // A XIS that has kept the other booking needs a request to notice.
    await mainBooking(own);
    return isFreeNow(own, booking.slot).catch(() => undefined);
  });
}
