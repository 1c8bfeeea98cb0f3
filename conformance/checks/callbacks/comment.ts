import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackComment: XisCheck = {
  id: 'callbacks/comment',
  title: 'The answer has a comment',
  clauses: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-without-comment'],
  books: ['main', 'approved', 'declined'],
  run(session) {
    return eachAnswer(session, 'a comment that is not empty', ({ comment }) =>
      comment === undefined ? { actual: 'none', path: 'comment' } : undefined,
    );
  },
};
