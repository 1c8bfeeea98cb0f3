import { mainBooking } from '../support/booking/main.ts';
import { unknownSlotAttempt } from '../support/booking/no-slot.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationUnknownSlot: XisCheck = {
  id: 'creation/unknown-slot',
  title: 'A booking at a time at which there is no slot is answered with 422',
  requirements: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-unknown-slot-accepted'],
  books: ['main', 'unknown-slot'],
  async run(run) {
    await mainBooking(run);
    const { reply, asked } = await unknownSlotAttempt(run);
    if (reply.status === 422) return kept(1, `one booking looked at, of ${asked.start}`);
    return broken({
      subjects: 1,
      message: 'a booking where no slot is, is not refused with 422',
      expected: '422',
      actual: reply.failure?.text ?? `${reply.status}`,
      exchanges: [reply.exchange],
    });
  },
};
