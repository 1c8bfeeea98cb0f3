import { block } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationRead: XisCheck = {
  id: 'cancellation/read',
  title: 'An appointment can be read by its id',
  requirements: ['CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-read-404'],
  books: ['main'],
  async run(run) {
    const { looked } = await mainFacts(run);
    if (looked?.wasRead) return kept(1, 'one appointment read');
    if (!looked?.wasFound) block('the appointment that was made is not found either');
    return broken({
      subjects: 1,
      message: 'an appointment that a search finds cannot be read by its id',
      expected: '200 and the Appointment',
      actual: looked.read.failure?.text ?? `${looked.read.status}`,
      exchanges: [looked.read.exchange, looked.search.exchange],
    });
  },
};
