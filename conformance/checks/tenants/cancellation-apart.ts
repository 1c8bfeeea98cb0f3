import { block } from '../../session/block-check.ts';
import { cancelledAcross } from '../support/booking/taken.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationApart: XisCheck = {
  id: 'tenants/cancellation-apart',
  title: 'Another organization cannot cancel an appointment of this one',
  requirements: ['TR-6'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'other-organization'],
  defects: ['cancel-across'],
  books: ['main', 'taken', 'conflict'],
  async run(run) {
    const { reply, status } = await cancelledAcross(run);
    if (status === undefined) block('the appointment could not be read any longer');
    if (status !== 'cancelled') return kept(1, `one cancellation looked at; it was answered with ${reply.status}`);
    return broken({
      subjects: 1,
      message: `an appointment of this organization was cancelled in the name of ${run.options.otherOrganization}`,
      expected: '404 or 403, and an appointment as it was',
      actual: `${reply.status}, and status cancelled`,
      exchanges: [reply.exchange],
    });
  },
};
