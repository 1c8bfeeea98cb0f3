import type { ParsedSlot } from '../../read/parsed-slot.ts';

/** The slots of one list that are also in another: the same id, time, schedule and practitioner. */
export function sharedSlots(theirs: readonly ParsedSlot[], ours: readonly ParsedSlot[]): readonly ParsedSlot[] {
  const mark = ({ id, key, schedule }: ParsedSlot): string => `${id} ${schedule} ${key}`;
  const known = new Set(ours.map(mark));
  return theirs.filter((slot) => known.has(mark(slot)));
}
