import { blockCheck } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationAccepted: XisCheck = {
  id: 'cancellation/accepted',
  title: "The patient's cancellation of an appointment is answered with 201",
  clauses: ['CN-2', 'CN-3'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['cancel-answers-200'],
  books: ['main'],
  async run(session) {
    const { booking, cancellation } = await mainCancelled(session);
    if (booking.id === undefined) blockCheck('the id of the appointment is not known');
    const { status, failure, exchangeId } = cancellation.response;
    if (status === 201) return satisfied(1, 'one cancellation looked at');
    return violated({
      subjects: 1,
      message: 'a cancellation is answered with another status',
      expected: '201',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchangeId],
    });
  },
};
