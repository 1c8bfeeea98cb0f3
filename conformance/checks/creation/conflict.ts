import { conflictAttempt } from '../support/booking/taken.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationConflict: XisCheck = {
  id: 'creation/conflict',
  title: 'A slot that is taken cannot be booked again: 409',
  clauses: ['AP-7'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-double-booking', 'appointment-conflict-as-422'],
  books: ['taken', 'conflict'],
  async run(session) {
    const { response } = await conflictAttempt(session);
    if (response.status === 409) return satisfied(1, 'one second booking looked at');
    return violated({
      subjects: 1,
      message: 'a slot that is taken is not answered with 409',
      expected: '409',
      actual: response.failure?.text ?? `${response.status}`,
      exchanges: [response.exchangeId],
    });
  },
};
