import { describeValue } from '../../../read/json.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Finding } from '../../check.ts';
import { violated, satisfied } from '../finding.ts';
import type { Approval } from './approvals.ts';

/** Why there is no answer to look at. */
export function unanswered({ why, misnamed, unreadable }: Approval): string {
  if (unreadable.length > 0) return 'the answer that came is no JSON';
  if (misnamed.length > 0) return 'the answer that came does not name the appointment';
  return why === '' ? 'no answer came after the decision' : why;
}

/** Whether every answer tells what the practice has decided. */
export function tellsDecision(approval: Approval | undefined): Finding {
  if (!approval) blockCheck('no second appointment that waits for approval could be booked');
  const { answers, asked, decided } = approval;
  const [answer] = answers;
  if (!answer) blockCheck(unanswered(approval));
  if (decided !== asked) blockCheck(`it is not certain that the practice has ${asked} the appointment`);
  // One that is sent again tells the same.
  const other = answers.find(({ status }) => status !== asked);
  if (!other) return satisfied(answers.length, `${answers.length} answers looked at`, answer.dialect);
  return violated({
    subjects: answers.length,
    message: `an appointment that was ${asked} is told as another`,
    expected: `'${asked}'`,
    actual: describeValue(other.status),
    path: 'participantStatus',
    exchanges: [other.exchange],
  });
}
