import { type Finding, satisfied, type Violation, violated } from '../check.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { blockCheck } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';

/** A contradiction between one of several things and a clause. */
export type Fault = Omit<Violation, 'examined'>;

/**
 * Asserts something of every item.
 * @param outcome the message after the number of items, such as `slots examined`
 * @param findFault returns the fault of an item; undefined without one
 */
export function assertEach<Item>(
  items: readonly Item[],
  outcome: string,
  findFault: (item: Item, index: number) => Fault | undefined,
): Finding {
  const examined = items.length;
  for (const [index, item] of items.entries()) {
    const fault = findFault(item, index);
    if (fault) return violated({ examined, ...fault });
  }
  return satisfied(examined, `${examined} ${outcome}`);
}

/** The same of responses or callbacks: the exchange of the first fault is the evidence. */
export function eachExchange<Item extends { readonly exchangeId: string }>(
  items: readonly Item[],
  outcome: string,
  findFault: (item: Item) => Fault | undefined,
): Finding {
  return assertEach(items, outcome, (item) => {
    const fault = findFault(item);
    return fault && { ...fault, exchanges: [item.exchangeId] };
  });
}

/** Returns a fault of a slot, with the exchange that shows it. The path is within the slot, for instance `.start`. */
export function faultOf({ path, exchange }: ParsedSlot, fault: Fault): Fault {
  return { ...fault, path: path + (fault.path ?? ''), exchanges: [exchange] };
}

/** A contradiction between a slot and a clause. */
export type SlotFault = Required<Pick<Fault, 'actual' | 'path'>>;

/**
 * Asserts something of every free slot of the offered types, as the searches of step 2 return them: a XIS may have slots that
 * no search of Spreekuur.nl returns.
 * @param expected the clause's expectation of a slot
 * @param findFault returns the fault of a slot; undefined without one, 'skip' when the clause does not apply to the slot
 */
export async function eachSlot(
  session: Session,
  expected: string,
  findFault: (slot: ParsedSlot) => SlotFault | 'skip' | undefined,
): Promise<Finding> {
  const { slots } = await session.slotsOfTypes();
  const examined = slots.flatMap((slot) => {
    const fault = findFault(slot);
    return fault === 'skip' ? [] : [{ slot, fault }];
  });
  const faults = examined.filter(({ fault }) => fault !== undefined).length;
  const message = `${faults} of ${examined.length} slots are not as expected`;
  return assertEach(
    examined,
    'slots examined',
    ({ slot, fault }) => fault && faultOf(slot, { message, expected, ...fault }),
  );
}

/**
 * Returns the free slots of the type, as the search of step 2 returns them.
 * @throws CheckBlocked without slots
 */
export async function requireSlots(session: Session): Promise<readonly ParsedSlot[]> {
  const { slots } = await session.freeSlots();
  return slots.length > 0 ? slots : blockCheck('this practice has no free slots in the next four weeks');
}
