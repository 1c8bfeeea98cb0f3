import { block } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationAccepted: XisCheck = {
  id: 'cancellation/accepted',
  title: "The patient's cancellation of an appointment is answered with 201",
  requirements: ['CN-2', 'CN-3'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['cancel-answers-200'],
  books: ['main'],
  async run(run) {
    const { booking, cancellation } = await mainCancelled(run);
    if (booking.id === undefined) block('the id of the appointment is not known');
    const { status, failure, exchange } = cancellation.reply;
    if (status === 201) return kept(1, 'one cancellation looked at');
    return broken({
      subjects: 1,
      message: 'a cancellation is answered with another status',
      expected: '201',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchange],
    });
  },
};
