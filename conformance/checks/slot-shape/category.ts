import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { eachSlot, type Fault } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotCategory: XisCheck = {
  id: 'slot-shape/category',
  title: "A slot's service category has a system, a code and a display",
  clauses: ['SL-2', 'SL-5'],
  level: 'must',
  needs: [],
  catches: ['slot-category-without-system'],
  run: (session) =>
    eachSlot(session, 'codings with system, code and display', ({ resource }) => faultOf(resource['serviceCategory'])),
};

function faultOf(value: unknown): Fault | undefined {
  const concepts = listOf(value);
  if (concepts.length === 0) return { below: '.serviceCategory', actual: describeValue(value) };
  for (const [index, concept] of concepts.entries()) {
    const below = `.serviceCategory[${index}].coding`;
    const codings = listOf(at(concept, 'coding'));
    if (codings.length === 0) return { below, actual: describeValue(at(concept, 'coding')) };
    for (const [place, coding] of codings.entries()) {
      const missing = ['system', 'code', 'display'].find((key) => textOf(at(coding, key)) === undefined);
      if (missing === undefined) continue;
      return { below: `${below}[${place}].${missing}`, actual: `${missing}: ${describeValue(at(coding, missing))}` };
    }
  }
  return undefined;
}
