import { isMade } from '../../bookings/created.ts';
import { mainAttempt } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationAccepted: XisCheck = {
  id: 'creation/accepted',
  title: 'A free slot can be booked with the published body, which names no slot',
  requirements: ['AP-1', 'AP-2'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-needs-slot'],
  books: ['main'],
  async run(run) {
    const { reply } = await mainAttempt(run);
    if (isMade(reply)) return kept(1, 'one booking made');
    return broken({
      subjects: 1,
      message: 'a free slot cannot be booked',
      expected: '201',
      actual: reply.failure?.text ?? `${reply.status}`,
      exchanges: [reply.exchange],
    });
  },
};
