import { codesOf, tokenOf } from '../../read/coding.ts';
import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import type { Session } from '../../session/session.ts';
import { slotQuery } from '../../session/slot-query.ts';
import type { Finding } from '../check.ts';
import { violated, satisfied } from './finding.ts';
import { foreignSlot } from './foreign.ts';
import { listedTypes } from './listed.ts';
import { NO_CATEGORY } from './made-up.ts';

/** Whether the filter on service category narrows when it stands alone (SL-8). */
export async function categoryAlone(session: Session): Promise<Finding> {
  const type = await session.appointmentType();
  const scope = await session.searchRange();
  const all = await session.allSlots();
  if (all.slots.length === 0) blockCheck('there are no slots in the next four weeks');
  const { slots } = await session.searchSlots(slotQuery({ category: tokenOf(type), ...scope }));
  const foreign = foreignSlot(slots, type, await listedTypes(session));
  if (foreign) {
    return violated({
      subjects: slots.length,
      message: 'slots of another category are found as well',
      expected: `slots of ${describeValue(type.code)} only`,
      actual: `one of ${codesOf(foreign.categories)}`,
      path: `${foreign.path}.serviceCategory`,
      exchanges: [foreign.exchange],
    });
  }
  // Where all slots are of one type, only a category that none has can leave something out.
  const none = await session.searchSlots(slotQuery({ category: NO_CATEGORY, ...scope })).catch(() => undefined);
  const [first] = none?.slots ?? [];
  if (first) {
    return violated({
      subjects: all.slots.length,
      message: 'a category that does not exist finds slots',
      expected: 'no slots',
      actual: `${none?.slots.length} slots`,
      exchanges: [first.exchange],
    });
  }
  return satisfied(slots.length, `${slots.length} slots looked at, and a category that none has leaves out all`);
}

/** Whether the filter on status narrows when it stands alone (SL-10). */
export async function statusAlone(session: Session): Promise<Finding> {
  const { slots } = await session.searchSlots(slotQuery({ ...(await session.searchRange()), status: 'free' }));
  const other = slots.find(({ status }) => status !== 'free');
  if (other) {
    return violated({
      subjects: slots.length,
      message: 'slots are found that are not free',
      expected: 'free slots only',
      actual: `one that is ${describeValue(other.status)}`,
      path: `${other.path}.status`,
      exchanges: [other.exchange],
    });
  }
  const others = (await session.allSlots()).slots.filter(({ status }) => status !== 'free').length;
  const control =
    others > 0 ? `${others} that are not free are left out` : 'this XIS shows no others without the filter';
  return satisfied(slots.length, `${slots.length} free slots looked at; ${control}`);
}
