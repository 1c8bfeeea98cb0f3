import { found } from '../../read/json.ts';
import type { Run } from '../../run/run.ts';
import { slotPairs } from '../../run/slot-pairs.ts';
import type { Finding } from '../check.ts';
import { broken, kept } from './finding.ts';
import { middleOfEverything } from './middle.ts';
import { byStart, utc } from './times.ts';

/**
 * Whether `le` leaves out what starts on later days, where it stands without other filters (SL-9). What starts on the
 * same day is a matter of precision (SL-16).
 */
export async function toAlone(run: Run): Promise<Finding> {
  const { start, after } = await middleOfEverything(run);
  const end = start.plus({ days: 1 }).toMillis();
  const query = slotPairs({ from: utc(run.window.from.toMillis()), to: utc(start.toMillis()) });
  const slots = byStart((await run.slots(query)).slots);
  const late = slots.find(({ startsAt }) => startsAt >= end);
  if (!late) return kept(slots.length, `${slots.length} slots looked at; ${after} later ones are left out`);
  return broken({
    subjects: slots.length,
    message: 'slots are found that start after the date that was asked for',
    expected: `starts up to ${start.toISO({ suppressMilliseconds: true })}`,
    actual: found(late.start.text),
    path: `${late.path}.start`,
    exchanges: [late.exchange],
  });
}
