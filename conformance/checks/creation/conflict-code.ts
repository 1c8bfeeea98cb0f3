import { at, found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { conflictAttempt } from '../support/booking/taken.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationConflictCode: XisCheck = {
  id: 'creation/conflict-code',
  title: "The 409 of a slot that is taken has an OperationOutcome of code 'conflict'",
  requirements: ['AP-7'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-conflict-other-code', 'error-without-outcome'],
  books: ['taken', 'conflict'],
  async run(run) {
    const { reply } = await conflictAttempt(run);
    if (reply.status !== 409) block(`a slot that is taken is answered with ${reply.status}`);
    const issues = at(reply.body, 'issue');
    const codes = (Array.isArray(issues) ? issues : []).map((issue: unknown) => at(issue, 'code'));
    if (at(reply.body, 'resourceType') === 'OperationOutcome' && codes.includes('conflict')) {
      return kept(1, 'one outcome looked at');
    }
    return broken({
      subjects: 1,
      message: 'the answer to a slot that is taken has another code',
      expected: "an OperationOutcome with an issue of code 'conflict'",
      actual: codes.length > 0 ? found(codes[0]) : found(reply.body),
      path: 'issue[0].code',
      exchanges: [reply.exchange],
    });
  },
};
