import { mainBooking } from '../support/booking/main.ts';
import { unknownSlotAttempt } from '../support/booking/no-slot.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationUnknownSlot: XisCheck = {
  id: 'creation/unknown-slot',
  title: 'A booking at a time at which there is no slot is answered with 422',
  clauses: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-unknown-slot-accepted'],
  books: ['main', 'unknown-slot'],
  async run(session) {
    await mainBooking(session);
    const { response, request: asked } = await unknownSlotAttempt(session);
    if (response.status === 422) return satisfied(1, `one booking looked at, of ${asked.start}`);
    return violated({
      subjects: 1,
      message: 'a booking where no slot is, is not refused with 422',
      expected: '422',
      actual: response.failure?.text ?? `${response.status}`,
      exchanges: [response.exchangeId],
    });
  },
};
