import type { ParsedSlot } from '../../read/parsed-slot.ts';
import type { Session } from '../../session/session.ts';
import type { Finding } from '../check.ts';
import { violated, satisfied } from './finding.ts';

/** What is wrong with a slot. */
export interface Fault {
  readonly actual: string;
  /** Below the slot, for instance `.start`. */
  readonly below: string;
}

/**
 * Looks at every slot of the window, of whatever type, schedule and status.
 * @param expected what the clause expects of a slot
 * @param look what is wrong with one; undefined when nothing is, 'skip' when there is nothing to look at
 */
export async function eachSlot(
  session: Session,
  expected: string,
  look: (slot: ParsedSlot) => Fault | 'skip' | undefined,
): Promise<Finding> {
  const { slots } = await session.allSlots();
  let subjects = 0;
  let wrong = 0;
  let first: { readonly slot: ParsedSlot; readonly fault: Fault } | undefined;
  for (const slot of slots) {
    const fault = look(slot);
    if (fault === 'skip') continue;
    subjects++;
    if (!fault) continue;
    wrong++;
    first ??= { slot, fault };
  }
  if (!first) return satisfied(subjects, `${subjects} slots looked at`);
  const { slot, fault } = first;
  return violated({
    subjects,
    message: `${wrong} of ${subjects} slots are not as expected`,
    expected,
    actual: fault.actual,
    path: slot.path + fault.below,
    exchanges: [slot.exchange],
  });
}
