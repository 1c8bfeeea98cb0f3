import { at, found, listOf } from '../../read/json.ts';
import { seenErrors } from '../support/errors.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const errorOutcome: XisCheck = {
  id: 'errors/outcome',
  title: 'Every error has an OperationOutcome with an issue',
  requirements: ['TR-7'],
  level: 'should',
  needs: [],
  defects: ['error-without-outcome', 'slot-malformed-date-500'],
  async run(run) {
    // A body that is too long to be kept is not judged.
    const errors = (await seenErrors(run)).filter(
      ({ bytes, body, text }) => bytes === 0 || body !== undefined || text !== '',
    );
    const other = errors.find(
      ({ body }) => at(body, 'resourceType') !== 'OperationOutcome' || listOf(at(body, 'issue')).length === 0,
    );
    if (!other) return kept(errors.length, `${errors.length} errors looked at`);
    return broken({
      subjects: errors.length,
      message: `an error (${other.status}) has no OperationOutcome`,
      expected: 'an OperationOutcome with an issue',
      actual: other.isJson ? found(other.body) : `a body of type ${found(other.mediaType || undefined)}`,
      exchanges: [other.exchange],
    });
  },
};
