import { found } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotUniqueIds: XisCheck = {
  id: 'slot-shape/unique-ids',
  title: 'No two slots of a search have the same id',
  requirements: ['SL-2'],
  level: 'advisory',
  needs: [],
  defects: ['slot-ids-repeat'],
  async run(run) {
    const { slots } = await run.everything();
    const seen = new Map<string, string>();
    for (const { id, path, exchange } of slots) {
      if (id === undefined) continue;
      const before = seen.get(id);
      if (before !== undefined) {
        return broken({
          subjects: slots.length,
          message: 'an id comes twice',
          expected: 'an id for each slot',
          actual: `${found(id)} at ${before} and again`,
          path: `${path}.id`,
          exchanges: [exchange],
        });
      }
      seen.set(id, path);
    }
    return kept(seen.size, `${seen.size} ids looked at`);
  },
};
