import { at, describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { conflictAttempt } from '../support/booking/taken.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationConflictCode: XisCheck = {
  id: 'creation/conflict-code',
  title: "The 409 of a slot that is taken has an OperationOutcome of code 'conflict'",
  clauses: ['AP-7'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-conflict-other-code', 'error-without-outcome'],
  books: ['taken', 'conflict'],
  async run(session) {
    const { response } = await conflictAttempt(session);
    if (response.status !== 409) blockCheck(`a slot that is taken is answered with ${response.status}`);
    const issues = at(response.body, 'issue');
    const codes = (Array.isArray(issues) ? issues : []).map((issue: unknown) => at(issue, 'code'));
    if (at(response.body, 'resourceType') === 'OperationOutcome' && codes.includes('conflict')) {
      return satisfied(1, 'one outcome looked at');
    }
    return violated({
      subjects: 1,
      message: 'the answer to a slot that is taken has another code',
      expected: "an OperationOutcome with an issue of code 'conflict'",
      actual: codes.length > 0 ? describeValue(codes[0]) : describeValue(response.body),
      path: 'issue[0].code',
      exchanges: [response.exchangeId],
    });
  },
};
