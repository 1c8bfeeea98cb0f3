import { DateTime } from 'luxon';
import type { DateFormat } from '../fhir/open-readings.ts';

/**
 * The span of a slot search, from the start of a day to the start of another. Both ends are part of it: as an instant the end
 * is that moment, as a date it is the whole day (SL-16, SL-25).
 */
export interface Span {
  readonly from: DateTime;
  readonly to: DateTime;
  readonly format: DateFormat;
}

/** The number of weeks in the search window. */
export const WEEKS = 4;

/**
 * Returns the window of step 2 (SL-13): from the start of tomorrow to the 28th day from today. Counts calendar days of the
 * practice, so that daylight-saving time does not shift it (SL-25).
 * @param now milliseconds since the epoch
 */
export function searchWindow(now: number, timeZone: string, format: DateFormat): Span {
  const today = DateTime.fromMillis(now, { zone: timeZone });
  return { from: startOfDay(today, 1), to: startOfDay(today, 28), format };
}

/** Returns the first moment of a later day, which is not 00:00 where clocks change at midnight. */
function startOfDay(day: DateTime, days: number): DateTime {
  return day.startOf('day').plus({ days }).startOf('day');
}

/**
 * Returns a page of step 3 (SL-14, SL-26): seven days. As instants the last page is the rest of the window, which has six.
 * @param week 1 to 4
 */
export function weekPage(window: Span, week: number): Span {
  const { format } = window;
  const from = startOfDay(window.from, 7 * (week - 1));
  // A date takes in all of its day, so the page ends with its seventh day and not with the day after it.
  const end = startOfDay(window.from, format === 'date' ? 7 * week - 1 : 7 * week);
  return { from, to: DateTime.min(end, window.to), format };
}

/**
 * Checks whether a search for a span can return a slot.
 * @param start of the slot, in milliseconds since the epoch
 */
export function isWithin(span: Span, start: number): boolean {
  const end = endOf(span).toMillis();
  return start >= span.from.toMillis() && (span.format === 'date' ? start < end : start <= end);
}

/**
 * Checks whether a slot belongs to a page. A slot on the border of two pages belongs to the later one, and a slot at the
 * end of the window to the last page (SL-26).
 * @param start of the slot, in milliseconds since the epoch
 */
export function belongsTo(page: Span, window: Span, start: number): boolean {
  const isLast = page.to >= window.to;
  return isWithin(page, start) && (isLast || start < endOf(page).toMillis());
}

/** Returns the end of a span: the first moment behind its last date, or its last instant. */
export function endOf({ to, format }: Span): DateTime {
  return format === 'date' ? startOfDay(to, 1) : to;
}

/** Formats an end of a span for a query: as a date, or to the second with its offset (SL-9, SL-15). */
export function formatForQuery(at: DateTime, format: DateFormat): string {
  return format === 'date' ? (at.toISODate() ?? '') : formatSeconds(at);
}

/** Formats a moment to the second, with its offset. */
export function formatSeconds(at: DateTime): string {
  return at.toISO({ suppressMilliseconds: true, includeOffset: true }) ?? '';
}
