import { mainBooking } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationCreated: XisCheck = {
  id: 'creation/created',
  title: 'An appointment that was made is answered with 201',
  requirements: ['AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-answers-200'],
  books: ['main'],
  async run(run) {
    const { reply } = await mainBooking(run);
    if (reply.status === 201) return kept(1, 'one booking looked at');
    return broken({
      subjects: 1,
      message: 'an appointment that was made is answered with another status',
      expected: '201',
      actual: `${reply.status}`,
      exchanges: [reply.exchange],
    });
  },
};
