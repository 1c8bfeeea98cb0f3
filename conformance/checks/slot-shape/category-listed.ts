import { codesOf } from '../../read/coding.ts';
import { block } from '../../session/block-check.ts';
import { broken, kept } from '../support/finding.ts';
import { isListed, listedTypes } from '../support/listed.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotCategoryListed: XisCheck = {
  id: 'slot-shape/category-listed',
  title: 'Slots that a type finds carry a category that the ValueSet has',
  requirements: ['AT-5'],
  level: 'must',
  needs: [],
  defects: ['slot-category-unlisted', 'types-code-unlike-slots'],
  async run(run) {
    const listed = await listedTypes(run);
    if (listed.length === 0) block('the ValueSet has no types');
    const slots = (await run.fourWeeks()).slots.filter(({ categories }) => categories.length > 0);
    const unlisted = slots.find(({ categories }) => !categories.some((category) => isListed(category, listed)));
    if (!unlisted) return kept(slots.length, `${slots.length} slots looked at`);
    return broken({
      subjects: slots.length,
      message: 'slots carry a category that is not among the appointment types',
      expected: `one of ${codesOf(listed)}`,
      actual: codesOf(unlisted.categories),
      path: `${unlisted.path}.serviceCategory`,
      exchanges: [(await run.typesReply()).exchange, unlisted.exchange],
    });
  },
};
