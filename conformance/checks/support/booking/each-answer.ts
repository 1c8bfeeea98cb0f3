import type { ReceivedCallback } from '../../../callbacks/seen-callback.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import type { Finding } from '../../check.ts';
import { violated, satisfied } from '../finding.ts';
import { approvalsAs } from './approvals.ts';
import { unanswered } from './decision.ts';

/**
 * Looks at every answer about our two appointments.
 * @param expected what the clause expects of one
 * @param look what is seen instead, and where; undefined when nothing is wrong
 */
export async function eachAnswer(
  session: Session,
  expected: string,
  look: (answer: ReceivedCallback) => { readonly actual: string; readonly path: string } | undefined,
): Promise<Finding> {
  const { approved, declined } = await approvalsAs(session);
  const answers = [approved, declined].flatMap((approval) =>
    approval ? [...approval.early, ...approval.answers] : [],
  );
  const [any] = answers;
  if (!any) blockCheck(unanswered(approved));
  for (const answer of answers) {
    const wrong = look(answer);
    if (!wrong) continue;
    return violated({
      subjects: answers.length,
      message: "the practitioner's answer is not as expected",
      expected,
      ...wrong,
      exchanges: [answer.exchange],
    });
  }
  return satisfied(answers.length, `${answers.length} answers looked at`, any.dialect);
}
