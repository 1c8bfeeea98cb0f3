import { blockCheck } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackSlotFree: XisCheck = {
  id: 'callbacks/slot-free',
  title: 'The slot of an appointment that the practice has declined is found as free again',
  clauses: ['AP-9'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['denial-keeps-slot'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { declined } = await approvalsAs(session);
    if (!declined) blockCheck('no second appointment that waits for approval could be booked');
    if (declined.decided !== 'declined') blockCheck('it is not certain that the practice has declined the appointment');
    if (declined.slotIsFree === undefined) blockCheck('the free slots of that day could not be read');
    // The control: what is booked is not free, so that free tells something.
    if ((await mainFacts(session)).slotIsFree !== false) blockCheck('the slot of a booking was not seen to be taken');
    if (declined.slotIsFree) return satisfied(1, 'one slot looked at');
    return violated({
      subjects: 1,
      message: `the slot of appointment ${declined.id} is not free, although it was declined`,
      expected: 'the slot, free',
      actual: 'no such free slot',
    });
  },
};
