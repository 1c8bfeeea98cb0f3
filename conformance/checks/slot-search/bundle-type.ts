import { at, found } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchBundleType: XisCheck = {
  id: 'slot-search/bundle-type',
  title: 'A search for slots is answered with a Bundle of type searchset',
  requirements: ['SL-1'],
  level: 'must',
  needs: [],
  defects: ['slot-bundle-type'],
  async run(run) {
    const { pages } = await run.everything();
    const other = pages.find(({ body }) => at(body, 'type') !== 'searchset');
    if (!other) return kept(pages.length, `${pages.length} Bundles looked at`);
    return broken({
      subjects: pages.length,
      message: 'the Bundle has another type',
      expected: "'searchset'",
      actual: found(at(other.body, 'type')),
      path: 'type',
      exchanges: [other.exchange],
    });
  },
};
