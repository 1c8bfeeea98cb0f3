import { blockCheck } from '../../session/block-check.ts';
import { mainCancelled, mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationSlotFree: XisCheck = {
  id: 'cancellation/slot-free',
  title: 'The slot of an appointment that was cancelled is found as free again',
  clauses: ['AP-9', 'CN-3'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['cancel-keeps-slot'],
  books: ['main'],
  async run(session) {
    const { slotIsFree: before } = await mainFacts(session);
    if (before !== false) blockCheck('its slot was not seen to be taken');
    const { booking, cancellation, slotIsFree } = await mainCancelled(session);
    if (!cancellation.cancelled) blockCheck(`the appointment could not be cancelled: ${cancellation.why}`);
    if (slotIsFree === undefined) blockCheck('the free slots of that day could not be read');
    if (slotIsFree) return satisfied(1, 'one slot looked at');
    return violated({
      subjects: 1,
      message: 'the slot of an appointment that was cancelled is not free',
      expected: `a free slot at ${booking.request.start} of that practitioner`,
      actual: 'none',
    });
  },
};
