import { blockCheck } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { unanswered } from '../support/booking/decision.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackOnce: XisCheck = {
  id: 'callbacks/once',
  title: 'An answer that was taken with 201 is not sent again',
  clauses: ['CB-6'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-twice'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { approved } = await approvalsAs(session);
    const { answers } = approved;
    if (answers.length === 0) blockCheck(unanswered(approved));
    if (answers.length === 1) return satisfied(1, 'one answer looked at');
    return violated({
      subjects: answers.length,
      message: 'an answer that was taken is sent again',
      expected: 'one',
      actual: `${answers.length}`,
      exchanges: answers.map(({ exchange }) => exchange),
    });
  },
};
