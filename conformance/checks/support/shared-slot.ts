import type { SeenSlot } from '../../read/seen-slot.ts';

/** The first slot of one list that is also in another: the same id, time, schedule and practitioner. */
export function sharedSlot(theirs: readonly SeenSlot[], ours: readonly SeenSlot[]): SeenSlot | undefined {
  const mark = ({ id, key, schedule }: SeenSlot): string => `${id} ${schedule} ${key}`;
  const known = new Set(ours.map(mark));
  return theirs.find((slot) => known.has(mark(slot)));
}
