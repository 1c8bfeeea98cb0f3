import { mainBooking } from '../support/booking/main.ts';
import { pastAttempt } from '../support/booking/no-slot.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationPast: XisCheck = {
  id: 'creation/past',
  title: 'A booking of a time that has passed is answered with 422',
  requirements: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-past-accepted'],
  books: ['main', 'past'],
  async run(run) {
    await mainBooking(run);
    const { reply, asked } = await pastAttempt(run);
    if (reply.status === 422) return kept(1, `one booking looked at, of ${asked.start}`);
    return broken({
      subjects: 1,
      message: 'a booking of the past is not refused with 422',
      expected: '422',
      actual: reply.failure?.text ?? `${reply.status}`,
      exchanges: [reply.exchange],
    });
  },
};
