import { codesOf } from '../../read/coding.ts';
import { blockCheck } from '../../session/block-check.ts';
import { violated, satisfied } from '../support/finding.ts';
import { isListed, listedTypes } from '../support/listed.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotCategoryListed: XisCheck = {
  id: 'slot-shape/category-listed',
  title: 'Slots that a type finds carry a category that the ValueSet has',
  clauses: ['AT-5'],
  level: 'must',
  needs: [],
  catches: ['slot-category-unlisted', 'types-code-unlike-slots'],
  async run(session) {
    const listed = await listedTypes(session);
    if (listed.length === 0) blockCheck('the ValueSet has no types');
    const slots = (await session.freeSlots()).slots.filter(({ categories }) => categories.length > 0);
    const unlisted = slots.find(({ categories }) => !categories.some((category) => isListed(category, listed)));
    if (!unlisted) return satisfied(slots.length, `${slots.length} slots looked at`);
    return violated({
      subjects: slots.length,
      message: 'slots carry a category that is not among the appointment types',
      expected: `one of ${codesOf(listed)}`,
      actual: codesOf(unlisted.categories),
      path: `${unlisted.path}.serviceCategory`,
      exchanges: [(await session.appointmentTypesResponse()).exchangeId, unlisted.exchange],
    });
  },
};
