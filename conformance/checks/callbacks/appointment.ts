import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { unanswered } from '../support/booking/decision.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackAppointment: XisCheck = {
  id: 'callbacks/appointment',
  title: 'The answer names the appointment that was decided',
  requirements: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-other-appointment', 'callback-bare-id', 'callback-previous-appointment'],
  books: ['main', 'approved', 'declined'],
  async run(run) {
    const { approved, declined } = await approvalsAs(run);
    for (const approval of declined ? [approved, declined] : [approved]) {
      const [other] = approval.misnamed;
      if (!other) continue;
      return broken({
        subjects: 1,
        message: `an answer does not name the appointment that was ${approval.asked}: write Appointment/ and its id in the XIS`,
        expected: `Appointment/${approval.id}`,
        actual: found(other.reference),
        path: 'appointment.reference',
        exchanges: [other.exchange],
      });
    }
    const { early, answers, strangers, isCertain, id } = approved;
    if (early.length + answers.length > 0) return kept(1, 'one answer looked at');
    const [stranger] = strangers;
    // Without certainty it may be the answer to an appointment of somebody else's run.
    if (!stranger || !isCertain) block(unanswered(approved));
    return broken({
      subjects: 1,
      message: 'the only answer about the patient names another appointment',
      expected: `Appointment/${id}`,
      actual: found(stranger.appointment),
      path: 'appointment.reference',
      exchanges: [stranger.exchange],
    });
  },
};
