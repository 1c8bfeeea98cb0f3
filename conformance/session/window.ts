import { DateTime } from 'luxon';

/** A span of time that slots are searched in. */
export interface TimeRange {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** The start of a day so many days on, by the calendar. */
export function startOfDay(day: DateTime, days: number): DateTime {
  return day.startOf('day').plus({ days }).startOf('day');
}

/** SL-13: from the start of tomorrow to the start of the 28th day from today. */
export function fourWeekWindow(now: DateTime): TimeRange {
  return { from: startOfDay(now, 1), to: startOfDay(now, 28) };
}

/** SL-14: a page of seven days, the last one as many as are left. */
export function weekOf(window: TimeRange, week: number): TimeRange {
  const from = startOfDay(window.from, 7 * (week - 1));
  return { from, to: DateTime.min(startOfDay(window.from, 7 * week), window.to) };
}

/** Whether a moment is inside, both ends taken in. */
export function isInside({ from, to }: TimeRange, at: number): boolean {
  return at >= from.toMillis() && at <= to.toMillis();
}
