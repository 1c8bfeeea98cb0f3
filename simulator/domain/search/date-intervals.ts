import type { SearchDate } from '../../../fhir/search-date.ts';
import { type Calendar, dayOfDate } from '../agenda/calendar.ts';
import type { Interval } from './intervals.ts';

/**
 * Returns the instants that a date parameter matches (SL-9, SL-16, SL-19). A date is a period of its precision: `le` with
 * a day includes that day, `le` with a second includes that second.
 * @param calendar of the practice, for dates without an offset
 */
export function dateIntervals(date: SearchDate, calendar: Calendar): readonly Interval[] {
  const { from, to } = toPeriod(date, calendar);
  const [never, forever] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  switch (date.prefix) {
    case 'eq':
      return [{ from, to }];
    case 'ne':
      return [
        { from: never, to: from },
        { from: to, to: forever },
      ];
    case 'ge':
      return [{ from, to: forever }];
    case 'le':
      return [{ from: never, to }];
    case 'gt':
    case 'sa':
      return [{ from: to, to: forever }];
    case 'lt':
    case 'eb':
      return [{ from: never, to: from }];
  }
}

function toPeriod(date: SearchDate, calendar: Calendar): Interval {
  const { year, month, day, hour, minute = 0, second, millisecond, offset } = date;
  const midnight = (y: number, m: number, d: number): number => calendar.at(dayOfDate(y, m, d), 0);
  if (month === undefined) return { from: midnight(year, 1, 1), to: midnight(year + 1, 1, 1) };
  if (day === undefined) return { from: midnight(year, month, 1), to: midnight(year, month + 1, 1) };
  if (hour === undefined) return { from: midnight(year, month, day), to: midnight(year, month, day + 1) };
  const minutes = hour * 60 + minute;
  const localDay = dayOfDate(year, month, day);
  const start =
    offset === undefined ? calendar.at(localDay, minutes) : localDay * 86_400_000 + (minutes - offset) * 60_000;
  // A minute that the clock skips has no length: it is the instant of the change.
  if (offset === undefined && calendar.at(localDay, minutes + 1) === start) return { from: start, to: start };
  const from = start + (second ?? 0) * 1000 + (millisecond ?? 0);
  const precision = millisecond !== undefined ? 1 : second !== undefined ? 1000 : 60_000;
  return { from, to: from + precision };
}
