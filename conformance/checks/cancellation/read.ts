import { blockCheck } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationRead: XisCheck = {
  id: 'cancellation/read',
  title: 'An appointment can be read by its id',
  clauses: ['CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-read-404'],
  books: ['main'],
  async run(session) {
    const { looked } = await mainFacts(session);
    if (looked?.wasRead) return satisfied(1, 'one appointment read');
    if (!looked?.wasFound) blockCheck('the appointment that was made is not found either');
    return violated({
      subjects: 1,
      message: 'an appointment that a search finds cannot be read by its id',
      expected: '200 and the Appointment',
      actual: looked.read.failure?.text ?? `${looked.read.status}`,
      exchanges: [looked.read.exchangeId, looked.search.exchangeId],
    });
  },
};
