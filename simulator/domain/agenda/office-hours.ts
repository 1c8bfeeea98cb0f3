import { type Instant, instant } from '../../../fhir/instant.ts';
import { type Calendar, type Day, day, weekdayOf } from './calendar.ts';
import type { Span } from './rules.ts';

/** A practice that is closed for longer than this is taken to be always closed. */
const MAX_CLOSED_DAYS = 400;

/**
 * The first moment, not before the one given, at which a practice is open.
 * @param hours by weekday, 0 for Monday
 * @returns `from` itself when it does not open within 400 days
 */
export function findNextOpening(
  from: Instant,
  calendar: Calendar,
  hours: readonly (readonly Span[])[],
  isClosed: (of: Day) => boolean,
): Instant {
  const first = calendar.dayAt(from);
  for (let of = first; of < first + MAX_CLOSED_DAYS; of = day(of + 1)) {
    if (isClosed(of)) continue;
    const spans = (hours[weekdayOf(of)] ?? []).map((span) => ({
      opens: calendar.at(of, span.from),
      closes: calendar.at(of, span.to),
    }));
    const open = spans.filter(({ closes }) => from < closes).map(({ opens }) => Math.max(opens, from));
    if (open.length > 0) return instant(Math.min(...open));
  }
  return from;
}
