import { type Booker, bookerOf } from '../../../bookings/booker.ts';
import type { Attempt } from '../../../bookings/booking.ts';
import { type Bookable, bookableSlots, isFreeNow } from '../../../bookings/slot-choice.ts';
import type { Coding } from '../../../read/coding.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';

/** How many slots are tried where somebody else is always quicker. */
const MOST_TRIED = 3;

/**
 * A slot that was not asked for in this run or else, the last one that can be booked at all.
 * @throws Blocked when there is none
 */
export async function nextSlot(run: Run, booker: Booker, type?: Coding): Promise<Bookable> {
  const slots = await bookableSlots(run, type ?? (await run.type()));
  const unused = slots.find(({ slot }) => !booker.used.has(slot.key));
  if (unused) return unused;
  for (const slot of slots.slice(0, MOST_TRIED)) if (await isFreeNow(run, slot)) return slot;
  return block('no free slot that could be booked is left in the next four weeks');
}

/** Books a slot as published; another one where somebody else was quicker. */
export async function bookOne(run: Run, purpose: string, type?: Coding): Promise<Attempt> {
  const booker = await bookerOf(run);
  let last: Attempt | undefined;
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    [last] = await booker.book(run, [{ purpose, slot: await nextSlot(run, booker, type) }]);
    if (last?.reply.status !== 409) break;
  }
  return last ?? block('no slot could be asked for');
}
