import { dateOf } from '../app/time.ts';

/** Groups timeslots by their local day, in the order in which they come. */
export function groupByDay<Slot extends { readonly start: string }>(
  slots: readonly Slot[],
): readonly (readonly [day: string, slots: readonly Slot[]])[] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const day = dateOf(slot.start);
    const known = days.get(day);
    if (known) known.push(slot);
    else days.set(day, [slot]);
  }
  return [...days];
}
