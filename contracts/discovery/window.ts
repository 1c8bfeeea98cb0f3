import type { DateTime } from 'luxon';

/** The dates of a search, as a query has them. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** The days of step 2 (SL-13): from tomorrow to the start of the 28th day. */
export const WINDOW_DAYS = 27;
/** The days of a page of step 3 (SL-14). */
export const WEEK_DAYS = 7;

/** A moment with its offset, to the second. */
export function written(at: DateTime): string {
  return at.toISO({ suppressMilliseconds: true }) ?? '';
}

/** So many days from the start of a day on: by the calendar, so that it is right over a change of the clock. */
export function daysOn(day: DateTime, skip: number, days: number): Window {
  const from = day.startOf('day').plus({ days: skip });
  return { from: written(from), to: written(from.plus({ days })) };
}
