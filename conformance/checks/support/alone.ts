import { codesOf, tokenOf } from '../../read/coding.ts';
import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import type { Run } from '../../session/session.ts';
import { slotPairs } from '../../session/slot-query.ts';
import type { Finding } from '../check.ts';
import { broken, kept } from './finding.ts';
import { foreignSlot } from './foreign.ts';
import { listedTypes } from './listed.ts';
import { NO_CATEGORY } from './made-up.ts';

/** Whether the filter on service category narrows when it stands alone (SL-8). */
export async function categoryAlone(run: Run): Promise<Finding> {
  const type = await run.type();
  const scope = await run.scope();
  const all = await run.everything();
  if (all.slots.length === 0) block('there are no slots in the next four weeks');
  const { slots } = await run.slots(slotPairs({ category: tokenOf(type), ...scope }));
  const foreign = foreignSlot(slots, type, await listedTypes(run));
  if (foreign) {
    return broken({
      subjects: slots.length,
      message: 'slots of another category are found as well',
      expected: `slots of ${found(type.code)} only`,
      actual: `one of ${codesOf(foreign.categories)}`,
      path: `${foreign.path}.serviceCategory`,
      exchanges: [foreign.exchange],
    });
  }
  // Where all slots are of one type, only a category that none has can leave something out.
  const none = await run.slots(slotPairs({ category: NO_CATEGORY, ...scope })).catch(() => undefined);
  const [first] = none?.slots ?? [];
  if (first) {
    return broken({
      subjects: all.slots.length,
      message: 'a category that does not exist finds slots',
      expected: 'no slots',
      actual: `${none?.slots.length} slots`,
      exchanges: [first.exchange],
    });
  }
  return kept(slots.length, `${slots.length} slots looked at, and a category that none has leaves out all`);
}

/** Whether the filter on status narrows when it stands alone (SL-10). */
export async function statusAlone(run: Run): Promise<Finding> {
  const { slots } = await run.slots(slotPairs({ ...(await run.scope()), status: 'free' }));
  const other = slots.find(({ status }) => status !== 'free');
  if (other) {
    return broken({
      subjects: slots.length,
      message: 'slots are found that are not free',
      expected: 'free slots only',
      actual: `one that is ${found(other.status)}`,
      path: `${other.path}.status`,
      exchanges: [other.exchange],
    });
  }
  const others = (await run.everything()).slots.filter(({ status }) => status !== 'free').length;
  const control =
    others > 0 ? `${others} that are not free are left out` : 'this XIS shows no others without the filter';
  return kept(slots.length, `${slots.length} free slots looked at; ${control}`);
}
