import { conflictAttempt } from '../support/booking/taken.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationConflict: XisCheck = {
  id: 'creation/conflict',
  title: 'A slot that is taken cannot be booked again: 409',
  requirements: ['AP-7'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-double-booking', 'appointment-conflict-as-422'],
  books: ['taken', 'conflict'],
  async run(run) {
    const { reply } = await conflictAttempt(run);
    if (reply.status === 409) return kept(1, 'one second booking looked at');
    return broken({
      subjects: 1,
      message: 'a slot that is taken is not answered with 409',
      expected: '409',
      actual: reply.failure?.text ?? `${reply.status}`,
      exchanges: [reply.exchange],
    });
  },
};
