import { bookerOf } from '../../../bookings/booker.ts';
import type { BookingAttempt } from '../../../bookings/booking.ts';
import { RACERS } from '../../../bookings/plan.ts';
import type { Session } from '../../../session/session.ts';
import { nextSlot } from './book-one.ts';

/** Bookings of one slot, all sent at the same instant. */
export function raceAttempts(session: Session): Promise<readonly BookingAttempt[]> {
  return session.shared('race', async (session) => {
    const booker = await bookerOf(session);
    const slot = await nextSlot(session, booker);
    const purpose = 'book one slot several times at the same instant';
    return booker.book(
      session,
      Array.from({ length: RACERS }, () => ({ purpose, slot })),
    );
  });
}
