import type { DateTime } from 'luxon';

/** The dates of a slot search, as its query has them. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** The days of step 2 (SL-13): from tomorrow to the start of the 28th day. */
export const WINDOW_DAYS = 27;
/** The days of a page of step 3 (SL-14). */
export const WEEK_DAYS = 7;

/** Formats a moment to the second, with its offset. */
export function formatInstant(at: DateTime): string {
  return at.toISO({ suppressMilliseconds: true }) ?? '';
}

/** Creates a window of calendar days, from the start of the day that is `skip` days after `day`. */
export function createWindow(day: DateTime, skip: number, days: number): Window {
  const from = day.startOf('day').plus({ days: skip });
  return { from: formatInstant(from), to: formatInstant(from.plus({ days })) };
}
