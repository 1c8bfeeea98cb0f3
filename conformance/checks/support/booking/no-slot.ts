import { DateTime } from 'luxon';
import { bookerOf } from '../../../bookings/booker.ts';
import type { BookingAttempt } from '../../../bookings/booking.ts';
import { type BookableSlot, bookableSlots } from '../../../bookings/slot-choice.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import { formatMoment } from '../../../session/slot-query.ts';
import { mainBooking } from './main.ts';

const DAY_MS = 86_400_000;

/** Books a time at which nobody has a slot: in the night, on a day on which the practitioner has some. */
export function unknownSlotAttempt(session: Session): Promise<BookingAttempt> {
  return session.shared('unknown slot', async (session) => {
    const { slot } = await mainBooking(session);
    const starts = new Set((await session.allSlots()).slots.map(({ start }) => start.at));
    const day = DateTime.fromMillis(slot.startsAt, { zone: session.options.timeZone }).startOf('day');
    const night = [3, 4, 2, 23, 22]
      .map((hour) => day.set({ hour, minute: 7 }))
      .find((at) => !starts.has(at.toMillis()));
    if (!night) blockCheck('there are slots at every hour of the night');
    return attempt(session, 'book a time at which there is no slot', moved(session, slot, night));
  });
}

/** Books a time that has passed: where a slot would have been today, by the slots of the same weekday. */
export function pastAttempt(session: Session): Promise<BookingAttempt> {
  return session.shared('past', async (session) => {
    const slots = await bookableSlots(session, await session.appointmentType());
    const { now } = session;
    const today = slots.flatMap((slot) => {
      const at = DateTime.fromMillis(slot.startsAt, { zone: session.options.timeZone });
      const then = now.set({ hour: at.hour, minute: at.minute, second: 0, millisecond: 0 });
      return at.weekday === now.weekday && then < now ? [{ slot, then }] : [];
    });
    const [first] = today.sort((a, b) => b.then.toMillis() - a.then.toMillis());
    if (first) return attempt(session, 'book a slot of this morning', moved(session, first.slot, first.then));
    // A week before the first slot that there is.
    const [early] = [...slots].sort((a, b) => a.startsAt - b.startsAt);
    if (!early) blockCheck('there is no slot whose past could be asked for');
    const weeks = Math.ceil((early.startsAt - now.toMillis()) / (7 * DAY_MS));
    const then = DateTime.fromMillis(early.startsAt, { zone: session.options.timeZone }).minus({ weeks });
    return attempt(session, 'book a time that has passed', moved(session, early, then));
  });
}

function moved(session: Session, slot: BookableSlot, to: DateTime): BookableSlot {
  const length = (slot.slot.end.at ?? slot.startsAt) - slot.startsAt;
  const at = to.setZone(session.options.timeZone);
  return { ...slot, start: formatMoment(at), end: formatMoment(at.plus(length)), startsAt: at.toMillis() };
}

async function attempt(session: Session, purpose: string, slot: BookableSlot): Promise<BookingAttempt> {
  const booker = await bookerOf(session);
  const [first] = await booker.book(session, [{ purpose, slot }]);
  return first ?? blockCheck('nothing was sent');
}
