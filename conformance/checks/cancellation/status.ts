import { isTaken } from '../../bookings/cancel.ts';
import { statusOf } from '../../bookings/look-up.ts';
import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationStatus: XisCheck = {
  id: 'cancellation/status',
  title: 'An appointment that the patient has cancelled has status cancelled',
  requirements: ['CN-3'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['cancel-keeps-status'],
  books: ['main'],
  async run(run) {
    const { cancellation, looked } = await mainCancelled(run);
    // Whether it was cancelled is what is to be found out: here it counts what the XIS has answered.
    if (!isTaken(cancellation.reply)) block('the cancellation was not taken');
    if (looked.appointment === undefined) block('the appointment can neither be read nor found');
    const status = statusOf(looked);
    if (status === 'cancelled') return kept(1, 'one cancelled appointment looked at');
    return broken({
      subjects: 1,
      message: 'an appointment that was cancelled has another status',
      expected: "'cancelled'",
      actual: found(status),
      path: 'status',
      exchanges: [cancellation.reply.exchange, looked.read.exchange, looked.search.exchange],
    });
  },
};
