import { at, describeValue, listOf } from '../../read/json.ts';
import { seenErrors } from '../support/errors.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const errorOutcome: XisCheck = {
  id: 'errors/outcome',
  title: 'Every error has an OperationOutcome with an issue',
  clauses: ['TR-7'],
  level: 'should',
  needs: [],
  catches: ['error-without-outcome', 'slot-malformed-date-500'],
  async run(session) {
    // A body that is too long to be kept is not judged.
    const errors = (await seenErrors(session)).filter(
      ({ bytes, body, text }) => bytes === 0 || body !== undefined || text !== '',
    );
    const other = errors.find(
      ({ body }) => at(body, 'resourceType') !== 'OperationOutcome' || listOf(at(body, 'issue')).length === 0,
    );
    if (!other) return satisfied(errors.length, `${errors.length} errors looked at`);
    return violated({
      subjects: errors.length,
      message: `an error (${other.status}) has no OperationOutcome`,
      expected: 'an OperationOutcome with an issue',
      actual: other.isJson ? describeValue(other.body) : `a body of type ${describeValue(other.mediaType || undefined)}`,
      exchanges: [other.exchangeId],
    });
  },
};
