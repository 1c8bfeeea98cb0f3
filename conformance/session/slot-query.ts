import type { DateTime } from 'luxon';
import type { QueryParameter } from './message.ts';

/** The filters of a search for slots; each is one parameter. */
export interface SlotFilters {
  /** `system|code` (SL-8). */
  readonly category?: string;
  /** A moment, or a formatted date or instant (SL-9). */
  readonly from?: DateTime | string;
  readonly to?: DateTime | string;
  /** A schedule's id, or a reference to it (SL-11). */
  readonly schedule?: string;
  readonly status?: string;
}

/** Formats a moment to the second, with its offset. */
export function formatMoment(moment: DateTime | string): string {
  return typeof moment === 'string' ? moment : (moment.toISO({ suppressMilliseconds: true }) ?? '');
}

/**
 * Returns the parameters of a search for slots, in the order of the published flow.
 * @param dateName the spelling of the date parameter (SL-9)
 */
export function slotQuery(
  { category, from, to, schedule, status }: SlotFilters,
  dateName: 'schedule.date' | 'Schedule.date' = 'schedule.date',
): readonly QueryParameter[] {
  const pairs: QueryParameter[] = [];
  if (category !== undefined) pairs.push(['service-category', category]);
  if (from !== undefined) pairs.push([dateName, `ge${formatMoment(from)}`]);
  if (to !== undefined) pairs.push([dateName, `le${formatMoment(to)}`]);
  if (schedule !== undefined) pairs.push(['schedule', schedule]);
  if (status !== undefined) pairs.push(['status', status]);
  return pairs;
}
