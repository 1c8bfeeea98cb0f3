import { block } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { unknownCancelled } from '../support/booking/unknown-cancelled.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationUnknown: XisCheck = {
  id: 'cancellation/unknown',
  title: 'The cancellation of an appointment that there is not is answered with 404',
  requirements: ['CN-4'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  defects: ['cancel-unknown-201'],
  books: ['main'],
  async run(run) {
    const { cancellation } = await mainCancelled(run);
    if (!cancellation.cancelled) block(`an appointment that is there could not be cancelled: ${cancellation.why}`);
    const { status, failure, exchange } = await unknownCancelled(run);
    if (status === 404) return kept(1, 'one cancellation looked at');
    return broken({
      subjects: 1,
      message: 'the cancellation of an unknown appointment is not answered with 404',
      expected: '404',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchange],
    });
  },
};
