import { block } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { unanswered } from '../support/booking/decision.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackOnce: XisCheck = {
  id: 'callbacks/once',
  title: 'An answer that was taken with 201 is not sent again',
  requirements: ['CB-6'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-twice'],
  books: ['main', 'approved', 'declined'],
  async run(run) {
    const { approved } = await approvalsAs(run);
    const { answers } = approved;
    if (answers.length === 0) block(unanswered(approved));
    if (answers.length === 1) return kept(1, 'one answer looked at');
    return broken({
      subjects: answers.length,
      message: 'an answer that was taken is sent again',
      expected: 'one',
      actual: `${answers.length}`,
      exchanges: answers.map(({ exchange }) => exchange),
    });
  },
};
