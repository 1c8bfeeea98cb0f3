import { blockCheck } from '../../session/block-check.ts';
import { isTooLong } from '../../session/search-slots.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchNextLinks: XisCheck = {
  id: 'slot-search/next-links',
  title: 'Every next link leads to a page',
  clauses: ['SL-18'],
  level: 'must',
  needs: [],
  catches: ['slot-next-404'],
  async run(session) {
    const all = await session.allSlots();
    const { pages, slots, incomplete } = all;
    if (isTooLong(all)) blockCheck(`${incomplete}`);
    if (incomplete === undefined) {
      return satisfied(pages.length, `${slots.length} slots came on ${pages.length} page(s), all of which can be read`);
    }
    return violated({
      subjects: pages.length,
      message: incomplete,
      expected: 'a page behind every next link',
      actual: incomplete,
      path: 'link',
    });
  },
};
