import { at, found } from '../../read/json.ts';
import { Blocked } from '../../session/block-check.ts';
import type { Run, SlotsFound } from '../../session/session.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchBundleType: XisCheck = {
  id: 'slot-search/bundle-type',
  title: 'A search for slots is answered with 200 and a Bundle of type searchset',
  requirements: ['SL-1'],
  level: 'must',
  needs: [],
  defects: ['slot-bundle-type', 'slot-search-500'],
  async run(run) {
    const pages = await pagesOf(run);
    if (typeof pages === 'string') {
      return broken({
        subjects: 1,
        message: 'a search for slots is not answered with a Bundle',
        expected: "200 and a Bundle of type 'searchset'",
        actual: pages,
      });
    }
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

/**
 * The Bundles of a search, or why there is none. One without filters may be refused by a XIS that answers step 2 of the
 * flow.
 * @throws Blocked when no answer came
 */
async function pagesOf(run: Run): Promise<SlotsFound['pages'] | string> {
  let why: Blocked | undefined;
  for (const search of [run.everything, run.fourWeeks]) {
    try {
      return (await search()).pages;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      why ??= error;
    }
  }
  if (why?.failure !== undefined) throw why;
  return why?.message ?? 'nothing';
}
