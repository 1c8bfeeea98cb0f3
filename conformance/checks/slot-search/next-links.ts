import { block } from '../../session/block-check.ts';
import { isTooLong } from '../../session/search-slots.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchNextLinks: XisCheck = {
  id: 'slot-search/next-links',
  title: 'Every next link leads to a page',
  requirements: ['SL-18'],
  level: 'must',
  needs: [],
  defects: ['slot-next-404'],
  async run(run) {
    const all = await run.everything();
    const { pages, slots, incomplete } = all;
    if (isTooLong(all)) block(`${incomplete}`);
    if (incomplete === undefined) {
      return kept(pages.length, `${slots.length} slots came on ${pages.length} page(s), all of which can be read`);
    }
    return broken({
      subjects: pages.length,
      message: incomplete,
      expected: 'a page behind every next link',
      actual: incomplete,
      path: 'link',
    });
  },
};
