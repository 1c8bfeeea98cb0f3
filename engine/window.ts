import { DateTime } from 'luxon';

/** The span of a slot search; both ends are part of it. */
export interface Span {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** The number of weeks in the search window. */
export const WEEKS = 4;

/**
 * Returns the window of step 2 (SL-13): from the start of tomorrow to the start of the 28th day from today. Counts calendar
 * days of the practice, so that daylight-saving time does not shift it.
 * @param now milliseconds since the epoch
 */
export function searchWindow(now: number, timeZone: string): Span {
  const today = DateTime.fromMillis(now, { zone: timeZone });
  return { from: startOfDay(today, 1), to: startOfDay(today, 28) };
}

/** Returns the first moment of a later day, which is not 00:00 where clocks change at midnight. */
function startOfDay(day: DateTime, days: number): DateTime {
  return day.startOf('day').plus({ days }).startOf('day');
}

/**
 * Returns a page of step 3 (SL-14): seven days, or the rest of the window for the last page.
 * @param week 1 to 4
 */
export function weekPage(window: Span, week: number): Span {
  const from = startOfDay(window.from, 7 * (week - 1));
  const end = DateTime.min(startOfDay(window.from, 7 * week), window.to);
  return { from, to: end };
}

/**
 * Checks whether a slot belongs to a page. A slot on the border of two pages belongs to the later one, and a slot at the
 * end of the window to the last page (SL-14).
 * @param start of the slot, in milliseconds since the epoch
 */
export function belongsTo(page: Span, window: Span, start: number): boolean {
  const isLast = page.to >= window.to;
  return start >= page.from.toMillis() && (isLast ? start <= page.to.toMillis() : start < page.to.toMillis());
}

/** Formats a moment for a query: to the second, with its offset (SL-15). */
export function formatQueryInstant(at: DateTime): string {
  return at.toISO({ suppressMilliseconds: true, includeOffset: true }) ?? '';
}
