import { approvalsAs } from '../support/booking/approvals.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackNotBeforeDecision: XisCheck = {
  id: 'callbacks/not-before-decision',
  title: 'No answer is sent as long as the appointment waits for the practice',
  clauses: ['CB-4'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-before-decision'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { approved, declined } = await approvalsAs(session);
    const both = declined ? [approved, declined] : [approved];
    const [early] = both.flatMap((approval) => approval.early);
    if (!early) return satisfied(both.length, `${both.length} appointments that waited looked at`);
    return violated({
      subjects: both.length,
      message: 'an answer was sent about an appointment that the practice still had to decide',
      expected: 'nothing before the decision',
      actual: `'${early.status === 'declined' ? 'declined' : 'accepted'}'`,
      path: 'participantStatus',
      exchanges: [early.exchange],
    });
  },
};
