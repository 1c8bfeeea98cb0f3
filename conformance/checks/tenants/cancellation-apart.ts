import { blockCheck } from '../../session/block-check.ts';
import { cancelledAcross } from '../support/booking/taken.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationApart: XisCheck = {
  id: 'tenants/cancellation-apart',
  title: 'Another organization cannot cancel an appointment of this one',
  clauses: ['TR-6'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'other-organization'],
  catches: ['cancel-across'],
  books: ['main', 'taken', 'conflict'],
  async run(session) {
    const { response, status } = await cancelledAcross(session);
    if (status === undefined) blockCheck('the appointment could not be read any longer');
    if (status !== 'cancelled') return satisfied(1, `one cancellation looked at; it was answered with ${response.status}`);
    return violated({
      subjects: 1,
      message: `an appointment of this organization was cancelled in the name of ${session.options.otherOrganization}`,
      expected: '404 or 403, and an appointment as it was',
      actual: `${response.status}, and status cancelled`,
      exchanges: [response.exchangeId],
    });
  },
};
