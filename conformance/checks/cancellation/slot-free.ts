import { block } from '../../session/block-check.ts';
import { mainCancelled, mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationSlotFree: XisCheck = {
  id: 'cancellation/slot-free',
  title: 'The slot of an appointment that was cancelled is found as free again',
  requirements: ['AP-9', 'CN-3'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['cancel-keeps-slot'],
  books: ['main'],
  async run(run) {
    const { slotIsFree: before } = await mainFacts(run);
    if (before !== false) block('its slot was not seen to be taken');
    const { booking, cancellation, slotIsFree } = await mainCancelled(run);
    if (!cancellation.cancelled) block(`the appointment could not be cancelled: ${cancellation.why}`);
    if (slotIsFree === undefined) block('the free slots of that day could not be read');
    if (slotIsFree) return kept(1, 'one slot looked at');
    return broken({
      subjects: 1,
      message: 'the slot of an appointment that was cancelled is not free',
      expected: `a free slot at ${booking.asked.start} of that practitioner`,
      actual: 'none',
    });
  },
};
