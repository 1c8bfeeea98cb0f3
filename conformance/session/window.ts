import { DateTime } from 'luxon';

/** A range of time in which slots are searched. */
export interface TimeRange {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** Returns the start of the day a number of calendar days later. */
export function startOfDay(day: DateTime, days: number): DateTime {
  return day.startOf('day').plus({ days }).startOf('day');
}

/** Returns the window of the agendas (SL-13): from the start of tomorrow to the start of the 28th day from today. */
export function fourWeekWindow(now: DateTime): TimeRange {
  return { from: startOfDay(now, 1), to: startOfDay(now, 28) };
}

/** Returns a week of the window (SL-14): seven days, the last week the remaining days. */
export function weekOf(window: TimeRange, week: number): TimeRange {
  const from = startOfDay(window.from, 7 * (week - 1));
  return { from, to: DateTime.min(startOfDay(window.from, 7 * week), window.to) };
}

/** Returns whether a moment is inside a range, both ends included. */
export function isInside({ from, to }: TimeRange, at: number): boolean {
  return at >= from.toMillis() && at <= to.toMillis();
}
