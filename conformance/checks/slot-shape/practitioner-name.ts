import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotPractitionerName: XisCheck = {
  id: 'slot-shape/practitioner-name',
  title: "The reference to a slot's practitioner has a display",
  clauses: ['SL-6'],
  level: 'must',
  needs: [],
  catches: ['slot-practitioner-without-display'],
  run: (session) =>
    eachSlot(session, 'a valueReference with reference and display', ({ resource }) => {
      const extensions = listOf(resource['extension']);
      const isReference = (one: unknown): boolean => textOf(at(one, 'valueReference', 'reference')) !== undefined;
      if (!extensions.some(isReference)) return 'skip';
      const named = extensions.find(
        (one) => isReference(one) && textOf(at(one, 'valueReference', 'display')) !== undefined,
      );
      if (named !== undefined) return undefined;
      const index = extensions.findIndex(isReference);
      const display = at(extensions[index], 'valueReference', 'display');
      return { below: `.extension[${index}].valueReference.display`, actual: describeValue(display) };
    }),
};
