import { statusOf } from '../../bookings/look-up.ts';
import { blockCheck } from '../../session/block-check.ts';
import { cancelledTwice } from '../support/booking/cancelled-twice.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationTwice: XisCheck = {
  id: 'cancellation/twice',
  title: 'Cancelling an appointment twice is no error and changes nothing',
  clauses: ['CN-4'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  catches: ['cancel-twice-409'],
  books: ['main'],
  async run(session) {
    const { cancellation, looked: before } = await mainCancelled(session);
    if (!cancellation.cancelled) blockCheck(`the appointment could not be cancelled: ${cancellation.why}`);
    const { response, looked } = await cancelledTwice(session);
    const isTaken = response.status >= 200 && response.status < 300;
    const [was, is] = [statusOf(before), statusOf(looked)];
    if (isTaken && was === is) return satisfied(1, 'one second cancellation looked at');
    return violated({
      subjects: 1,
      message: 'cancelling an appointment a second time makes a difference',
      expected: isTaken ? `status ${was ?? 'as it was'}` : '201',
      actual: isTaken ? `status ${is ?? 'not known'}` : (response.failure?.text ?? `${response.status}`),
      exchanges: [response.exchangeId],
    });
  },
};
