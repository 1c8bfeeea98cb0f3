import { codesOf } from '../../read/coding.ts';
import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import type { ParsedSlot } from '../../read/parsed-slot.ts';
import { blockCheck } from '../../session/block-check.ts';
import { freeSlotQuery } from '../../session/choose-type.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

/** The most types that slots are searched by. */
const MOST_TYPES = 10;

export const typesCodeFindsSlots: XisCheck = {
  id: 'appointment-types/code-finds-slots',
  title: "A type's system and code are the service category by which its slots are found",
  clauses: ['AT-5'],
  level: 'must',
  needs: [],
  catches: ['types-code-unlike-slots'],
  async run(session) {
    const types = (await session.appointmentTypes()).filter(({ system }) => system !== '').slice(0, MOST_TYPES);
    let fruitful = 0;
    for (const type of types) {
      const { slots } = await session.searchSlots(freeSlotQuery(session, type));
      if (slots.length > 0) fruitful++;
    }
    if (fruitful > 0) return satisfied(fruitful, `${fruitful} of ${types.length} types find slots`);
    // A type may have no slots just now. What has the same name, or nearly the same code, shows that it has.
    const { slots } = await session.allSlots();
    for (const type of types) {
      const alike = slots.find((slot) => slot.status === 'free' && isAlike(slot, type));
      if (!alike) continue;
      return violated({
        subjects: types.length,
        message: 'no type finds slots, although there are slots of them',
        expected: `slots of category ${describeValue(type.code)}`,
        actual: `the slots have ${codesOf(alike.categories)}`,
        path: `${alike.path}.serviceCategory`,
        exchanges: [(await session.appointmentTypesResponse()).exchangeId, alike.exchange],
      });
    }
    return blockCheck('no appointment type has free slots in the next four weeks');
  },
};

function isAlike(slot: ParsedSlot, type: { readonly code: string; readonly display: string | undefined }): boolean {
  const codings = listOf(slot.resource['serviceCategory']).flatMap((concept) => listOf(at(concept, 'coding')));
  return codings.some(
    (coding) =>
      plain(textOf(at(coding, 'code'))) === plain(type.code) ||
      (type.display !== undefined && textOf(at(coding, 'display')) === type.display),
  );
}

/** Letters and digits only. */
function plain(code: string | undefined): string | undefined {
  return code?.toLowerCase().replace(/[^a-z0-9]/g, '');
}
