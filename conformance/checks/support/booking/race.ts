import { bookerOf } from '../../../bookings/booker.ts';
import type { Attempt } from '../../../bookings/booking.ts';
import { RACERS } from '../../../bookings/plan.ts';
import type { Run } from '../../../session/session.ts';
import { nextSlot } from './book-one.ts';

/** Bookings of one slot, all sent at the same instant. */
export function raceAttempts(run: Run): Promise<readonly Attempt[]> {
  return run.shared('race', async (own) => {
    const booker = await bookerOf(own);
    const slot = await nextSlot(own, booker);
    const purpose = 'book one slot several times at the same instant';
    return booker.book(
      own,
      Array.from({ length: RACERS }, () => ({ purpose, slot })),
    );
  });
}
