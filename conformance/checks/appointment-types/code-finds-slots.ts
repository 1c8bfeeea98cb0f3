import { codesOf } from '../../read/coding.ts';
import { at, found, listOf, textOf } from '../../read/json.ts';
import type { SeenSlot } from '../../read/parsed-slot.ts';
import { block } from '../../session/block-check.ts';
import { stepTwo } from '../../session/choose-type.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

/** The most types that slots are searched by. */
const MOST_TYPES = 10;

export const typesCodeFindsSlots: XisCheck = {
  id: 'appointment-types/code-finds-slots',
  title: "A type's system and code are the service category by which its slots are found",
  requirements: ['AT-5'],
  level: 'must',
  needs: [],
  defects: ['types-code-unlike-slots'],
  async run(run) {
    const types = (await run.types()).filter(({ system }) => system !== '').slice(0, MOST_TYPES);
    let fruitful = 0;
    for (const type of types) {
      const { slots } = await run.slots(stepTwo(run, type));
      if (slots.length > 0) fruitful++;
    }
    if (fruitful > 0) return kept(fruitful, `${fruitful} of ${types.length} types find slots`);
    // A type may have no slots just now. What has the same name, or nearly the same code, shows that it has.
    const { slots } = await run.everything();
    for (const type of types) {
      const alike = slots.find((slot) => slot.status === 'free' && isAlike(slot, type));
      if (!alike) continue;
      return broken({
        subjects: types.length,
        message: 'no type finds slots, although there are slots of them',
        expected: `slots of category ${found(type.code)}`,
        actual: `the slots have ${codesOf(alike.categories)}`,
        path: `${alike.path}.serviceCategory`,
        exchanges: [(await run.typesReply()).exchange, alike.exchange],
      });
    }
    return block('no appointment type has free slots in the next four weeks');
  },
};

function isAlike(slot: SeenSlot, type: { readonly code: string; readonly display: string | undefined }): boolean {
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
