import { type Approval, approvalsAs } from '../support/booking/approvals.ts';
import { tellsDecision } from '../support/booking/decision.ts';
import { violated } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackDeclined: XisCheck = {
  id: 'callbacks/declined',
  title: 'An appointment that was denied is told as declined',
  clauses: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-decision-swapped', 'callback-declined-never'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { approved, declined } = await approvalsAs(session);
    if (declined && isSilent(declined) && approved.answers.length > 0) {
      return violated({
        subjects: 1,
        message: `no answer came, although appointment ${declined.id} was declined`,
        expected: "POST /AppointmentResponse with 'declined'",
        actual: `nothing in ${session.options.approvalTimeoutMs / 1000} seconds`,
      });
    }
    return tellsDecision(declined);
  },
};

/** Whether nothing came although it is certain that the practice has decided. */
function isSilent({ early, answers, misnamed, unreadable, strangers, isCertain }: Approval): boolean {
  return isCertain && [early, answers, misnamed, unreadable, strangers].every(({ length }) => length === 0);
}
