import { DateTime } from 'luxon';
import { bookerOf } from '../../../bookings/booker.ts';
import type { Attempt } from '../../../bookings/booking.ts';
import { type Bookable, bookableSlots } from '../../../bookings/slot-choice.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import { written } from '../../../session/slot-query.ts';
import { mainBooking } from './main.ts';

const DAY_MS = 86_400_000;

/** Books a time at which nobody has a slot: in the night, on a day on which the practitioner has some. */
export function unknownSlotAttempt(run: Run): Promise<Attempt> {
  return run.shared('unknown slot', async (own) => {
    const { slot } = await mainBooking(own);
    const starts = new Set((await own.everything()).slots.map(({ start }) => start.at));
    const day = DateTime.fromMillis(slot.startsAt, { zone: own.options.timeZone }).startOf('day');
    const night = [3, 4, 2, 23, 22]
      .map((hour) => day.set({ hour, minute: 7 }))
      .find((at) => !starts.has(at.toMillis()));
    if (!night) block('there are slots at every hour of the night');
    return attempt(own, 'book a time at which there is no slot', moved(own, slot, night));
  });
}

/** Books a time that has passed: where a slot would have been today, by the slots of the same weekday. */
export function pastAttempt(run: Run): Promise<Attempt> {
  return run.shared('past', async (own) => {
    const slots = await bookableSlots(own, await own.type());
    const { now } = own;
    const today = slots.flatMap((slot) => {
      const at = DateTime.fromMillis(slot.startsAt, { zone: own.options.timeZone });
      const then = now.set({ hour: at.hour, minute: at.minute, second: 0, millisecond: 0 });
      return at.weekday === now.weekday && then < now ? [{ slot, then }] : [];
    });
    const [first] = today.sort((a, b) => b.then.toMillis() - a.then.toMillis());
    if (first) return attempt(own, 'book a slot of this morning', moved(own, first.slot, first.then));
    // A week before the first slot that there is.
    const [early] = [...slots].sort((a, b) => a.startsAt - b.startsAt);
    if (!early) block('there is no slot whose past could be asked for');
    const weeks = Math.ceil((early.startsAt - now.toMillis()) / (7 * DAY_MS));
    const then = DateTime.fromMillis(early.startsAt, { zone: own.options.timeZone }).minus({ weeks });
    return attempt(own, 'book a time that has passed', moved(own, early, then));
  });
}

function moved(run: Run, slot: Bookable, to: DateTime): Bookable {
  const length = (slot.slot.end.at ?? slot.startsAt) - slot.startsAt;
  const at = to.setZone(run.options.timeZone);
  return { ...slot, start: written(at), end: written(at.plus(length)), startsAt: at.toMillis() };
}

async function attempt(run: Run, purpose: string, slot: Bookable): Promise<Attempt> {
  const booker = await bookerOf(run);
  const [first] = await booker.book(run, [{ purpose, slot }]);
  return first ?? block('nothing was sent');
}
