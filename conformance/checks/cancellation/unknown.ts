import { blockCheck } from '../../session/block-check.ts';
import { mainCancelled } from '../support/booking/main.ts';
import { unknownCancelled } from '../support/booking/unknown-cancelled.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationUnknown: XisCheck = {
  id: 'cancellation/unknown',
  title: 'The cancellation of an appointment that there is not is answered with 404',
  clauses: ['CN-4'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  catches: ['cancel-unknown-201'],
  books: ['main'],
  async run(session) {
    const { cancellation } = await mainCancelled(session);
    if (!cancellation.cancelled) blockCheck(`an appointment that is there could not be cancelled: ${cancellation.why}`);
    const { status, failure, exchangeId } = await unknownCancelled(session);
    if (status === 404) return satisfied(1, 'one cancellation looked at');
    return violated({
      subjects: 1,
      message: 'the cancellation of an unknown appointment is not answered with 404',
      expected: '404',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchangeId],
    });
  },
};
