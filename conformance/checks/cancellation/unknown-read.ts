import { broken, kept } from '../support/finding.ts';
import { unknownAppointment } from '../support/refused.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationUnknownRead: XisCheck = {
  id: 'cancellation/unknown-read',
  title: 'An appointment that there is not is answered with 404 when it is read',
  requirements: ['CN-1'],
  level: 'must',
  needs: [],
  defects: ['appointment-unknown-200'],
  async run(run) {
    // The control: requests of this kind are answered at all.
    await run.types();
    const { status, failure, exchange } = await unknownAppointment(run);
    if (status === 404) return kept(1, 'one unknown id looked at');
    return broken({
      subjects: 1,
      message: 'an id that no appointment has is not answered with 404',
      expected: '404',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchange],
    });
  },
};
