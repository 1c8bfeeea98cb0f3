import { at, describeValue } from '../../read/json.ts';
import { CheckBlocked } from '../../session/block-check.ts';
import type { Session, SlotSearchResult } from '../../session/session.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchBundleType: XisCheck = {
  id: 'slot-search/bundle-type',
  title: 'A search for slots is answered with 200 and a Bundle of type searchset',
  clauses: ['SL-1'],
  level: 'must',
  needs: [],
  catches: ['slot-bundle-type', 'slot-search-500'],
  async run(session) {
    const pages = await pagesOf(session);
    if (typeof pages === 'string') {
      return violated({
        subjects: 1,
        message: 'a search for slots is not answered with a Bundle',
        expected: "200 and a Bundle of type 'searchset'",
        actual: pages,
      });
    }
    const other = pages.find(({ body }) => at(body, 'type') !== 'searchset');
    if (!other) return satisfied(pages.length, `${pages.length} Bundles looked at`);
    return violated({
      subjects: pages.length,
      message: 'the Bundle has another type',
      expected: "'searchset'",
      actual: describeValue(at(other.body, 'type')),
      path: 'type',
      exchanges: [other.exchangeId],
    });
  },
};

/**
 * The Bundles of a search, or why there is none. One without filters may be refused by a XIS that answers step 2 of the
 * flow.
 * @throws Blocked when no answer came
 */
async function pagesOf(session: Session): Promise<SlotSearchResult['pages'] | string> {
  let why: CheckBlocked | undefined;
  for (const search of [session.allSlots, session.freeSlots]) {
    try {
      return (await search()).pages;
    } catch (error) {
      if (!(error instanceof CheckBlocked)) throw error;
      why ??= error;
    }
  }
  if (why?.failure !== undefined) throw why;
  return why?.message ?? 'nothing';
}
