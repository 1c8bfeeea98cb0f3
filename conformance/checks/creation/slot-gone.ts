import { blockCheck } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationSlotGone: XisCheck = {
  id: 'creation/slot-gone',
  title: 'A slot that was booked is no longer found as free',
  clauses: ['AP-9'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-slot-stays-free'],
  books: ['main'],
  async run(session) {
    const { booking, slotIsFree } = await mainFacts(session);
    if (slotIsFree === undefined) blockCheck('the free slots of that day could not be read');
    if (!slotIsFree) return satisfied(1, 'one booked slot looked at');
    return violated({
      subjects: 1,
      message: 'a slot that was booked is still found as free',
      expected: `no free slot at ${booking.request.start} of that practitioner`,
      actual: 'the slot, free',
    });
  },
};
