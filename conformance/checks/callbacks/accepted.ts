import { approvalsAs } from '../support/booking/approvals.ts';
import { tellsDecision } from '../support/booking/decision.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackAccepted: XisCheck = {
  id: 'callbacks/accepted',
  title: 'An appointment that was approved is told as accepted',
  clauses: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-decision-swapped'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    return tellsDecision((await approvalsAs(session)).approved);
  },
};
