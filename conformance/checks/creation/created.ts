import { mainBooking } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationCreated: XisCheck = {
  id: 'creation/created',
  title: 'An appointment that was made is answered with 201',
  clauses: ['AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-answers-200'],
  books: ['main'],
  async run(session) {
    const { response } = await mainBooking(session);
    if (response.status === 201) return satisfied(1, 'one booking looked at');
    return violated({
      subjects: 1,
      message: 'an appointment that was made is answered with another status',
      expected: '201',
      actual: `${response.status}`,
      exchanges: [response.exchangeId],
    });
  },
};
