import { blockCheck } from '../../session/block-check.ts';
import { approvalsAs, RETRY_AFTER_S } from '../support/booking/approvals.ts';
import { unanswered } from '../support/booking/decision.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackRetry: XisCheck = {
  id: 'callbacks/retry',
  title: 'An answer that got 500 is sent again, and not before Retry-After',
  clauses: ['CB-6'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-no-retry'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { declined } = await approvalsAs(session);
    const answers = declined ? [...declined.early, ...declined.answers] : [];
    const index = answers.findIndex(({ answered }) => answered === 500);
    const failed =
      answers[index] ?? blockCheck(declined ? unanswered(declined) : 'no answer came that could be answered with 500');
    const again = answers[index + 1];
    const seconds = ((again?.at ?? 0) - failed.at) / 1000;
    if (again && seconds >= RETRY_AFTER_S) return satisfied(1, `sent again after ${seconds.toFixed(1)} seconds`);
    return violated({
      subjects: 1,
      message: again ? 'an answer is sent again too soon' : 'an answer that got 500 is not sent again',
      expected: `again, after ${RETRY_AFTER_S} second or more`,
      actual: again
        ? `again after ${seconds.toFixed(1)} seconds`
        : `nothing in ${session.options.approvalTimeoutMs / 1000} seconds`,
      exchanges: [failed, ...(again ? [again] : [])].map(({ exchange }) => exchange),
    });
  },
};
