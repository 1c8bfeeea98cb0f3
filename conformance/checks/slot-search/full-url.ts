import { entriesOf } from '../../read/bundle.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchFullUrl: XisCheck = {
  id: 'slot-search/full-url',
  title: 'Every entry of the Bundle has a fullUrl',
  requirements: ['SL-1'],
  level: 'must',
  needs: [],
  defects: ['slot-without-full-url'],
  async run(run) {
    const { pages } = await run.everything();
    let subjects = 0;
    for (const { body, exchange } of pages) {
      for (const { fullUrl, path } of entriesOf(body) ?? []) {
        subjects++;
        if (fullUrl !== undefined) continue;
        return broken({
          subjects,
          message: 'an entry has no fullUrl',
          expected: 'a fullUrl',
          actual: 'nothing',
          path: path.replace('.resource', '.fullUrl'),
          exchanges: [exchange],
        });
      }
    }
    return kept(subjects, `${subjects} entries looked at`);
  },
};
