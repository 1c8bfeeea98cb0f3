import { type Finding, satisfied, violated } from '../check.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { blockCheck } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';

/** A contradiction between a slot and a clause. */
export interface SlotFault {
  readonly actual: string;
  /** Within the slot, for instance `.start`. */
  readonly path: string;
}

/**
 * Asserts something of every slot of the search range, of every type, schedule and status.
 * @param expected the clause's expectation of a slot
 * @param findFault returns the fault of a slot; undefined without one, 'skip' when the clause does not apply to the slot
 */
export async function eachSlot(
  session: Session,
  expected: string,
  findFault: (slot: ParsedSlot) => SlotFault | 'skip' | undefined,
): Promise<Finding> {
  const { slots } = await session.allSlots();
  let examined = 0;
  let faults = 0;
  let first: { readonly slot: ParsedSlot; readonly fault: SlotFault } | undefined;
  for (const slot of slots) {
    const fault = findFault(slot);
    if (fault === 'skip') continue;
    examined++;
    if (!fault) continue;
    faults++;
    first ??= { slot, fault };
  }
  if (!first) return satisfied(examined, `${examined} slots examined`);
  const { slot, fault } = first;
  return violated({
    examined,
    message: `${faults} of ${examined} slots are not as expected`,
    expected,
    actual: fault.actual,
    path: slot.path + fault.path,
    exchanges: [slot.exchange],
  });
}

/**
 * Returns every slot of the search range.
 * @throws CheckBlocked without slots
 */
export async function requireSlots(session: Session): Promise<readonly ParsedSlot[]> {
  const { slots } = await session.allSlots();
  return slots.length > 0 ? slots : blockCheck('this practice has no slots in the next four weeks');
}
