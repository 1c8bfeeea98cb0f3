import { type Booker, bookerOf } from '../../../bookings/booker.ts';
import type { BookingAttempt } from '../../../bookings/booking.ts';
import { type BookableSlot, bookableSlots, isFreeNow } from '../../../bookings/slot-choice.ts';
import type { Coding } from '../../../read/coding.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';

/** How many slots are tried where somebody else is always quicker. */
const MOST_TRIED = 3;

/**
 * A slot that was not asked for in this run or else, the last one that can be booked at all.
 * @throws Blocked when there is none
 */
export async function nextSlot(session: Session, booker: Booker, type?: Coding): Promise<BookableSlot> {
  const slots = await bookableSlots(session, type ?? (await session.appointmentType()));
  const unused = slots.find(({ slot }) => !booker.used.has(slot.key));
  if (unused) return unused;
  for (const slot of slots.slice(0, MOST_TRIED)) if (await isFreeNow(session, slot)) return slot;
  return blockCheck('no free slot that could be booked is left in the next four weeks');
}

/** Books a slot as published; another one where somebody else was quicker. */
export async function bookOne(session: Session, purpose: string, type?: Coding): Promise<BookingAttempt> {
  const booker = await bookerOf(session);
  let last: BookingAttempt | undefined;
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    [last] = await booker.book(session, [{ purpose, slot: await nextSlot(session, booker, type) }]);
    if (last?.response.status !== 409) break;
  }
  return last ?? blockCheck('no slot could be asked for');
}
