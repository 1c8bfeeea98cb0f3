import { statusOf } from '../../bookings/look-up.ts';
import { block } from '../../session/block-check.ts';
import { cancelledTwice } from '../support/booking/cancelled-twice.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationTwice: XisCheck = {
  id: 'cancellation/twice',
  title: 'Cancelling an appointment twice is no error and changes nothing',
  requirements: ['CN-4'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  defects: ['cancel-twice-409'],
  books: ['main'],
  async run(run) {
    const { cancellation, looked: before } = await mainCancelled(run);
    if (!cancellation.cancelled) block(`the appointment could not be cancelled: ${cancellation.why}`);
    const { reply, looked } = await cancelledTwice(run);
    const isTaken = reply.status >= 200 && reply.status < 300;
    const [was, is] = [statusOf(before), statusOf(looked)];
    if (isTaken && was === is) return kept(1, 'one second cancellation looked at');
    return broken({
      subjects: 1,
      message: 'cancelling an appointment a second time makes a difference',
      expected: isTaken ? `status ${was ?? 'as it was'}` : '201',
      actual: isTaken ? `status ${is ?? 'not known'}` : (reply.failure?.text ?? `${reply.status}`),
      exchanges: [reply.exchange],
    });
  },
};
