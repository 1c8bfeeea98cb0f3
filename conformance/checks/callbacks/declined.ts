import { approvalsAs } from '../support/booking/approvals.ts';
import { tellsDecision } from '../support/booking/decision.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackDeclined: XisCheck = {
  id: 'callbacks/declined',
  title: 'An appointment that was denied is told as declined',
  requirements: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-decision-swapped'],
  books: ['main', 'approved', 'declined'],
  async run(run) {
    return tellsDecision((await approvalsAs(run)).declined);
  },
};
