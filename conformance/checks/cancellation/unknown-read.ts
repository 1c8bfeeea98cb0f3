import { violated, satisfied } from '../support/finding.ts';
import { unknownAppointment } from '../support/refused.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationUnknownRead: XisCheck = {
  id: 'cancellation/unknown-read',
  title: 'An appointment that there is not is answered with 404 when it is read',
  clauses: ['CN-1'],
  level: 'must',
  needs: [],
  catches: ['appointment-unknown-200'],
  async run(session) {
    // The control: requests of this kind are answered at all.
    await session.appointmentTypes();
    const { status, failure, exchangeId } = await unknownAppointment(session);
    if (status === 404) return satisfied(1, 'one unknown id looked at');
    return violated({
      subjects: 1,
      message: 'an id that no appointment has is not answered with 404',
      expected: '404',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchangeId],
    });
  },
};
