import { blockCheck } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { conflictAttempt, takenCancelled } from '../support/booking/taken.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationConflictStoresNothing: XisCheck = {
  id: 'creation/conflict-stores-nothing',
  title: 'A booking that was refused with 409 does not get the slot when it is free again',
  clauses: ['AP-7'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-conflict-queues'],
  books: ['main', 'taken', 'conflict'],
  async run(session) {
    const { response } = await conflictAttempt(session);
    if (response.status !== 409) blockCheck(`a slot that is taken is answered with ${response.status}`);
    // The control: without a second booking, the slot is free when the first is cancelled.
    if ((await mainCancelled(session)).slotIsFree !== true) blockCheck('a slot does not become free by a cancellation');
    const slotIsFree = await takenCancelled(session);
    if (slotIsFree === undefined) blockCheck('the booking could not be cancelled, or its slot not be looked up');
    if (slotIsFree) return satisfied(1, 'one refused booking looked at');
    return violated({
      subjects: 1,
      message: 'the slot is taken, although its booking was cancelled and the other one was refused',
      expected: 'the slot, free',
      actual: 'no such free slot',
    });
  },
};
