import { describeValue } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotUniqueIds: XisCheck = {
  id: 'slot-shape/unique-ids',
  title: 'No two slots of a search have the same id',
  clauses: ['SL-2'],
  level: 'advisory',
  needs: [],
  catches: ['slot-ids-repeat'],
  async run(session) {
    const { slots } = await session.allSlots();
    const seen = new Map<string, string>();
    for (const { id, path, exchange } of slots) {
      if (id === undefined) continue;
      const before = seen.get(id);
      if (before !== undefined) {
        return violated({
          subjects: slots.length,
          message: 'an id comes twice',
          expected: 'an id for each slot',
          actual: `${describeValue(id)} at ${before} and again`,
          path: `${path}.id`,
          exchanges: [exchange],
        });
      }
      seen.set(id, path);
    }
    return satisfied(seen.size, `${seen.size} ids looked at`);
  },
};
