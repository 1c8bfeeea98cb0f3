import { entriesOf } from '../../read/bundle.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchFullUrl: XisCheck = {
  id: 'slot-search/full-url',
  title: 'Every entry of the Bundle has a fullUrl',
  clauses: ['SL-1'],
  level: 'must',
  needs: [],
  catches: ['slot-without-full-url'],
  async run(session) {
    const { pages } = await session.allSlots();
    let subjects = 0;
    for (const { body, exchangeId } of pages) {
      for (const { fullUrl, path } of entriesOf(body) ?? []) {
        subjects++;
        if (fullUrl !== undefined) continue;
        return violated({
          subjects,
          message: 'an entry has no fullUrl',
          expected: 'a fullUrl',
          actual: 'nothing',
          path: path.replace('.resource', '.fullUrl'),
          exchanges: [exchangeId],
        });
      }
    }
    return satisfied(subjects, `${subjects} entries looked at`);
  },
};
