import { found } from '../../../read/json.ts';
import { block } from '../../../run/blocked.ts';
import type { Finding } from '../../check.ts';
import { broken, kept } from '../finding.ts';
import type { Approval } from './approvals.ts';

/** Whether an answer tells what the practice has decided. */
export function tellsDecision(approval: Approval | undefined): Finding {
  if (!approval) block('no second appointment that waits for approval could be booked');
  const { answers, asked, decided, why } = approval;
  const [answer] = answers;
  if (!answer) block(why === '' ? 'no answer came after the decision' : why);
  if (decided !== asked) block(`it is not certain that the practice has ${asked} the appointment`);
  if (answer.status === asked) return kept(1, 'one answer looked at', answer.dialect);
  return broken({
    subjects: 1,
    message: `an appointment that was ${asked} is told as another`,
    expected: `'${asked}'`,
    actual: found(answer.status),
    path: 'participantStatus',
    exchanges: [answer.exchange],
  });
}
