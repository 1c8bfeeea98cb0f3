import { appointmentTypesOf } from '../../read/appointment-types.ts';
import { at } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { typesOfNoCategory } from '../support/types-of-no-category.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesEmptyFilter: XisCheck = {
  id: 'appointment-types/empty-filter',
  title: 'A filter that matches no type is answered with an empty ValueSet, and not with an error',
  requirements: ['AT-3'],
  level: 'must',
  needs: [],
  defects: ['types-empty-404'],
  async run(run) {
    await run.typesWithoutFilter();
    const reply = await typesOfNoCategory(run);
    const types = reply.status === 200 ? appointmentTypesOf(reply.body) : undefined;
    if (types && types.length > 0) block('the filter on service category leaves nothing out');
    if (types && at(reply.body, 'resourceType') === 'Bundle') block('the types come in a Bundle');
    if (types) return kept(1, 'one empty ValueSet looked at');
    return broken({
      subjects: 1,
      message: 'no type that fits is taken for an error',
      expected: '200 and a ValueSet without concepts',
      actual: answered(reply),
      exchanges: [reply.exchange],
    });
  },
};
