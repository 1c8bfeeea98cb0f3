import { blockCheck } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackSent: XisCheck = {
  id: 'callbacks/sent',
  title: 'An answer is sent when the practice has decided',
  clauses: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-never'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { early, answers, misnamed, unreadable, strangers, isCertain, why, id } = (await approvalsAs(session)).approved;
    if (answers.length > 0) return satisfied(1, 'one decision looked at');
    if (early.length > 0) blockCheck('the answer came before the decision');
    const [broke] = unreadable;
    if (broke) {
      return violated({
        subjects: 1,
        message: 'the answer that came is no JSON; it was answered with 400',
        expected: 'a body of JSON',
        actual: `${broke.size} characters that are none`,
        exchanges: [broke.exchange],
      });
    }
    if (misnamed.length > 0) blockCheck('an answer came that does not name the appointment');
    if (strangers.length > 0) blockCheck('an answer came that names another appointment');
    if (!isCertain) blockCheck(why);
    return violated({
      subjects: 1,
      message: `no answer came, although appointment ${id} was decided`,
      expected: 'POST /AppointmentResponse',
      actual: `nothing in ${session.options.approvalTimeoutMs / 1000} seconds`,
    });
  },
};
