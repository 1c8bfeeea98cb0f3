import { DateTime } from 'luxon';

/** A span of time that slots are asked for, both ends as the query has them. */
export interface Span {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** Weeks that a patient can leaf through. */
export const WEEKS = 4;

/**
 * The window of step 2 (SL-13): from the start of tomorrow to the start of the 28th day from today, by calendar days of
 * the practice, so that it is right over a change of daylight-saving time.
 * @param now milliseconds since the epoch
 */
export function searchWindow(now: number, timeZone: string): Span {
  const today = DateTime.fromMillis(now, { zone: timeZone });
  return { from: startOfDay(today, 1), to: startOfDay(today, 28) };
}

/** The first moment of a day so many days on; where clocks change at midnight, that is not at 00:00 on every day. */
function startOfDay(day: DateTime, days: number): DateTime {
  return day.startOf('day').plus({ days }).startOf('day');
}

/**
 * A page of step 3 (SL-14): seven days, the last one as many as are left of the window.
 * @param week 1 to 4
 */
export function weekPage(window: Span, week: number): Span {
  const from = startOfDay(window.from, 7 * (week - 1));
  const end = DateTime.min(startOfDay(window.from, 7 * week), window.to);
  return { from, to: end };
}

/**
 * Whether a slot belongs to a page: one on the border belongs to the page that it starts, and one on the last border to
 * the last page, which has none behind it (SL-14).
 * @param start of the slot, in milliseconds since the epoch
 */
export function belongsTo(page: Span, window: Span, start: number): boolean {
  const isLast = page.to >= window.to;
  return start >= page.from.toMillis() && (isLast ? start <= page.to.toMillis() : start < page.to.toMillis());
}

/** A moment as a query has it: to the second, with its offset, which is percent-encoded with the rest (SL-15). */
export function queryInstant(at: DateTime): string {
  return at.toISO({ suppressMilliseconds: true, includeOffset: true }) ?? '';
}
