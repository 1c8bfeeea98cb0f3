import { block } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackSent: XisCheck = {
  id: 'callbacks/sent',
  title: 'An answer is sent when the practice has decided',
  requirements: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-never'],
  books: ['main', 'approved', 'declined'],
  async run(run) {
    const { early, answers, misnamed, unreadable, strangers, isCertain, why, id } = (await approvalsAs(run)).approved;
    if (answers.length > 0) return kept(1, 'one decision looked at');
    if (early.length > 0) block('the answer came before the decision');
    const [broke] = unreadable;
    if (broke) {
      return broken({
        subjects: 1,
        message: 'the answer that came is no JSON; it was answered with 400',
        expected: 'a body of JSON',
        actual: `${broke.size} characters that are none`,
        exchanges: [broke.exchange],
      });
    }
    if (misnamed.length > 0) block('an answer came that does not name the appointment');
    if (strangers.length > 0) block('an answer came that names another appointment');
    if (!isCertain) block(why);
    return broken({
      subjects: 1,
      message: `no answer came, although appointment ${id} was decided`,
      expected: 'POST /AppointmentResponse',
      actual: `nothing in ${run.options.approvalTimeoutMs / 1000} seconds`,
    });
  },
};
