import type { DateTime } from 'luxon';
import { describeValue } from '../../read/json.ts';
import type { Finding } from '../check.ts';
import { violated, satisfied } from './finding.ts';
import type { TimedSlot } from './times.ts';

/**
 * Whether none of the slots starts on a later day than the one that was asked for (SL-9).
 * @param after how many there are on later days, which had to be left out
 */
export function noneAfter(slots: readonly TimedSlot[], start: DateTime, after: number): Finding {
  const late = slots.find(({ startsAt }) => startsAt >= start.plus({ days: 1 }).toMillis());
  if (!late) return satisfied(slots.length, `${slots.length} slots looked at; ${after} later ones are left out`);
  return violated({
    subjects: slots.length,
    message: 'slots are found that start after the date that was asked for',
    expected: `starts up to ${start.toISO({ suppressMilliseconds: true })}`,
    actual: describeValue(late.start.text),
    path: `${late.path}.start`,
    exchanges: [late.exchange],
  });
}
