import type { DateTime } from 'luxon';
import type { Forms } from './forms.ts';
import type { QueryParameter } from './message.ts';

/** The filters of a search for slots; each is one parameter. */
export interface SlotFilters {
  /** `system|code` (SL-8). */
  readonly category?: string | undefined;
  /** A moment, or a value that is sent as it is (SL-9). */
  readonly from?: DateTime | string | undefined;
  readonly to?: DateTime | string | undefined;
  /** A schedule's id, or a reference to it (SL-11). */
  readonly schedule?: string | undefined;
  readonly status?: string | undefined;
}

/** Formats a moment to the second, with its offset. */
export function formatMoment(moment: DateTime): string {
  return moment.toISO({ suppressMilliseconds: true }) ?? '';
}

/**
 * Returns the parameters of a search for slots, in the order of the published flow. As a date, a moment is its day in the
 * practice's time zone, all of which `le` covers (SL-16, SL-25).
 */
export function slotQuery(
  { category, from, to, schedule, status }: SlotFilters,
  { dateFormat, dateParameter }: Pick<Forms, 'dateFormat' | 'dateParameter'>,
  timeZone: string,
): readonly QueryParameter[] {
  const format = (moment: DateTime | string): string => {
    if (typeof moment === 'string') return moment;
    return dateFormat === 'instant' ? formatMoment(moment) : (moment.setZone(timeZone).toISODate() ?? '');
  };
  const pairs: QueryParameter[] = [];
  if (category !== undefined) pairs.push(['service-category', category]);
  if (from !== undefined) pairs.push([dateParameter, `ge${format(from)}`]);
  if (to !== undefined) pairs.push([dateParameter, `le${format(to)}`]);
  if (schedule !== undefined) pairs.push(['schedule', schedule]);
  if (status !== undefined) pairs.push(['status', status]);
  return pairs;
}
