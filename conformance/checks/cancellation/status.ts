import { isTaken } from '../../bookings/cancel.ts';
import { statusOf } from '../../bookings/look-up.ts';
import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationStatus: XisCheck = {
  id: 'cancellation/status',
  title: 'An appointment that the patient has cancelled has status cancelled',
  clauses: ['CN-3'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['cancel-keeps-status'],
  books: ['main'],
  async run(session) {
    const { cancellation, looked } = await mainCancelled(session);
    // Whether it was cancelled is what is to be found out: here it counts what the XIS has answered.
    if (!isTaken(cancellation.response)) blockCheck('the cancellation was not taken');
    if (looked.appointment === undefined) blockCheck('the appointment can neither be read nor found');
    const status = statusOf(looked);
    if (status === 'cancelled') return satisfied(1, 'one cancelled appointment looked at');
    return violated({
      subjects: 1,
      message: 'an appointment that was cancelled has another status',
      expected: "'cancelled'",
      actual: describeValue(status),
      path: 'status',
      exchanges: [cancellation.response.exchangeId, looked.read.exchangeId, looked.search.exchangeId],
    });
  },
};
