import { type Instant, instant } from '../../../fhir/instant.ts';
import { type Calendar, type Day, day, weekdayOf } from './calendar.ts';
import type { Span } from './rules.ts';

/** A practice that stays closed for longer counts as always closed. */
const MAX_CLOSED_DAYS = 400;

/**
 * Returns the first instant from `from` on at which a practice is open.
 * @param hours by weekday, 0 for Monday
 * @returns `from` itself when the practice does not open within 400 days
 */
export function findNextOpening(
  from: Instant,
  calendar: Calendar,
  hours: readonly (readonly Span[])[],
  isClosed: (date: Day) => boolean,
): Instant {
  const first = calendar.dayAt(from);
  for (let date = first; date < first + MAX_CLOSED_DAYS; date = day(date + 1)) {
    if (isClosed(date)) continue;
    const spans = (hours[weekdayOf(date)] ?? []).map((span) => ({
      opens: calendar.at(date, span.from),
      closes: calendar.at(date, span.to),
    }));
    const openings = spans.filter(({ closes }) => from < closes).map(({ opens }) => Math.max(opens, from));
    if (openings.length > 0) return instant(Math.min(...openings));
  }
  return from;
}
