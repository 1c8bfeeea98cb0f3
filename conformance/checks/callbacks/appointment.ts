import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { unanswered } from '../support/booking/decision.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackAppointment: XisCheck = {
  id: 'callbacks/appointment',
  title: 'The answer names the appointment that was decided',
  clauses: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-other-appointment', 'callback-bare-id', 'callback-previous-appointment'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { approved, declined } = await approvalsAs(session);
    for (const approval of declined ? [approved, declined] : [approved]) {
      const [other] = approval.misnamed;
      if (!other) continue;
      return violated({
        subjects: 1,
        message: `an answer does not name the appointment that was ${approval.asked}: write Appointment/ and its id in the XIS`,
        expected: `Appointment/${approval.id}`,
        actual: describeValue(other.reference),
        path: 'appointment.reference',
        exchanges: [other.exchange],
      });
    }
    const { early, answers, strangers, isCertain, id } = approved;
    if (early.length + answers.length > 0) return satisfied(1, 'one answer looked at');
    const [stranger] = strangers;
    // Without certainty it may be the answer to an appointment of somebody else's run.
    if (!stranger || !isCertain) blockCheck(unanswered(approved));
    return violated({
      subjects: 1,
      message: 'the only answer about the patient names another appointment',
      expected: `Appointment/${id}`,
      actual: describeValue(stranger.appointment),
      path: 'appointment.reference',
      exchanges: [stranger.exchange],
    });
  },
};
