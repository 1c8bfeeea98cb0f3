import type { Session } from '../../session/session.ts';
import { slotQuery } from '../../session/slot-query.ts';
import type { Finding } from '../check.ts';
import { middleOfEverything } from './middle.ts';
import { noneAfter } from './none-after.ts';
import { byStart, utc } from './times.ts';

/**
 * Whether `le` leaves out what starts on later days, where it stands without other filters (SL-9). What starts on the
 * same day is a matter of precision (SL-16).
 */
export async function toAlone(session: Session): Promise<Finding> {
  const { start, after } = await middleOfEverything(session);
  const query = slotQuery({ from: utc(session.window.from.toMillis()), to: utc(start.toMillis()) });
  const slots = byStart((await session.searchSlots(query)).slots);
  return noneAfter(slots, start, after);
}
