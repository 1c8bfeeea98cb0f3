import { isSuccess } from '../../bookings/created.ts';
import { mainAttempt } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationAccepted: XisCheck = {
  id: 'creation/accepted',
  title: 'A free slot can be booked with the published body, which names no slot',
  clauses: ['AP-1', 'AP-2'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-needs-slot'],
  books: ['main'],
  async run(session) {
    const { response } = await mainAttempt(session);
    if (isSuccess(response)) return satisfied(1, 'one booking made');
    return violated({
      subjects: 1,
      message: 'a free slot cannot be booked',
      expected: '201',
      actual: response.failure?.text ?? `${response.status}`,
      exchanges: [response.exchangeId],
    });
  },
};
