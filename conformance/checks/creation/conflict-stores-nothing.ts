import { block } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { conflictAttempt, takenCancelled } from '../support/booking/taken.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationConflictStoresNothing: XisCheck = {
  id: 'creation/conflict-stores-nothing',
  title: 'A booking that was refused with 409 does not get the slot when it is free again',
  requirements: ['AP-7'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-conflict-queues'],
  books: ['main', 'taken', 'conflict'],
  async run(run) {
    const { reply } = await conflictAttempt(run);
    if (reply.status !== 409) block(`a slot that is taken is answered with ${reply.status}`);
    // The control: without a second booking, the slot is free when the first is cancelled.
    if ((await mainCancelled(run)).slotIsFree !== true) block('a slot does not become free by a cancellation');
    const slotIsFree = await takenCancelled(run);
    if (slotIsFree === undefined) block('the booking could not be cancelled, or its slot not be looked up');
    if (slotIsFree) return kept(1, 'one refused booking looked at');
    return broken({
      subjects: 1,
      message: 'the slot is taken, although its booking was cancelled and the other one was refused',
      expected: 'the slot, free',
      actual: 'no such free slot',
    });
  },
};
