import { mainBooking } from '../support/booking/main.ts';
import { pastAttempt } from '../support/booking/no-slot.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationPast: XisCheck = {
  id: 'creation/past',
  title: 'A booking of a time that has passed is answered with 422',
  clauses: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-past-accepted'],
  books: ['main', 'past'],
  async run(session) {
    await mainBooking(session);
    const { response, request: asked } = await pastAttempt(session);
    if (response.status === 422) return satisfied(1, `one booking looked at, of ${asked.start}`);
    return violated({
      subjects: 1,
      message: 'a booking of the past is not refused with 422',
      expected: '422',
      actual: response.failure?.text ?? `${response.status}`,
      exchanges: [response.exchangeId],
    });
  },
};
