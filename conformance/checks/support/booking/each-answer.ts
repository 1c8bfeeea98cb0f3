import type { SeenCallback } from '../../../callbacks/seen-callback.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import type { Finding } from '../../check.ts';
import { broken, kept } from '../finding.ts';
import { approvalsAs } from './approvals.ts';
import { unanswered } from './decision.ts';

/**
 * Looks at every answer about our two appointments.
 * @param expected what the clause expects of one
 * @param look what is seen instead, and where; undefined when nothing is wrong
 */
export async function eachAnswer(
  run: Run,
  expected: string,
  look: (answer: SeenCallback) => { readonly actual: string; readonly path: string } | undefined,
): Promise<Finding> {
  const { approved, declined } = await approvalsAs(run);
  const answers = [approved, declined].flatMap((approval) =>
    approval ? [...approval.early, ...approval.answers] : [],
  );
  const [any] = answers;
  if (!any) block(unanswered(approved));
  for (const answer of answers) {
    const wrong = look(answer);
    if (!wrong) continue;
    return broken({
      subjects: answers.length,
      message: "the practitioner's answer is not as expected",
      expected,
      ...wrong,
      exchanges: [answer.exchange],
    });
  }
  return kept(answers.length, `${answers.length} answers looked at`, any.dialect);
}
