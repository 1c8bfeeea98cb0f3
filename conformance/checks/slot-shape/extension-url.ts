import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

const PUBLISHED = 'urn:extension:actor';

export const slotExtensionUrl: XisCheck = {
  id: 'slot-shape/extension-url',
  title: 'The extension that names the practitioner has the url of the published example',
  clauses: ['SL-6'],
  level: 'advisory',
  needs: [],
  catches: ['slot-other-extension-url'],
  run: (session) =>
    eachSlot(session, PUBLISHED, ({ resource }) => {
      const urls = listOf(resource['extension'])
        .filter((one) => textOf(at(one, 'valueReference', 'reference')) !== undefined)
        .map((one) => at(one, 'url'));
      if (urls.length === 0) return 'skip';
      return urls.includes(PUBLISHED) ? undefined : { below: '.extension', actual: describeValue(urls[0]) };
    }),
};
