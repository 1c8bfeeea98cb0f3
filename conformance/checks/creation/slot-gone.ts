import { block } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationSlotGone: XisCheck = {
  id: 'creation/slot-gone',
  title: 'A slot that was booked is no longer found as free',
  requirements: ['AP-9'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-slot-stays-free'],
  books: ['main'],
  async run(run) {
    const { booking, slotIsFree } = await mainFacts(run);
    if (slotIsFree === undefined) block('the free slots of that day could not be read');
    if (!slotIsFree) return kept(1, 'one booked slot looked at');
    return broken({
      subjects: 1,
      message: 'a slot that was booked is still found as free',
      expected: `no free slot at ${booking.asked.start} of that practitioner`,
      actual: 'the slot, free',
    });
  },
};
