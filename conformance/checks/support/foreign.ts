import type { Coding } from '../../read/coding.ts';
import type { ParsedSlot } from '../../read/parsed-slot.ts';
import { isListed } from './listed.ts';

/** The first slot that is of another listed type only; what carries an unlisted category is looked at elsewhere (AT-5). */
export function foreignSlot(slots: readonly ParsedSlot[], type: Coding, listed: readonly Coding[]): ParsedSlot | undefined {
  return slots.find(
    ({ categories }) => !isListed(type, categories) && categories.some((category) => isListed(category, listed)),
  );
}
