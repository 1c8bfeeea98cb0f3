import { type Finding, satisfied, violated } from '../check.ts';
import { blockCheck } from '../session/block-check.ts';

/**
 * Asserts that the slot of an appointment is free.
 * @param isFree undefined when the free slots of its day could not be read
 * @throws CheckBlocked when that is unknown
 */
export function slotIsFree(isFree: boolean | undefined, message: string): Finding {
  if (isFree === undefined) blockCheck('the free slots of that day could not be read');
  if (isFree) return satisfied(1, 'one slot examined');
  return violated({ message, expected: 'the slot, free', actual: 'no such free slot' });
}
