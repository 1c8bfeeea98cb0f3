import type { SeenSlot } from '../../read/parsed-slot.ts';

/** The slots of one list that are also in another: the same id, time, schedule and practitioner. */
export function sharedSlots(theirs: readonly SeenSlot[], ours: readonly SeenSlot[]): readonly SeenSlot[] {
  const mark = ({ id, key, schedule }: SeenSlot): string => `${id} ${schedule} ${key}`;
  const known = new Set(ours.map(mark));
  return theirs.filter((slot) => known.has(mark(slot)));
}
