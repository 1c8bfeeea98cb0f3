import { type Instant, instant } from '../../../fhir/instant.ts';
import { weekdayOf } from './calendar.ts';
import { createBusyTest, overlaps, reservedAround, subtractBreaks } from './day-slots.ts';
import type { RuledSlot, ScheduleRules } from './rules.ts';

/**
 * Returns the slot of a schedule that starts at an instant: the one that `generateDaySlots` generates, without the others of
 * its day, which take longer than the rest of a booking.
 */
export function slotAt(rules: ScheduleRules, start: Instant): RuledSlot | undefined {
  const date = rules.calendar.dayAt(start);
  const explicit = rules.explicit.get(date)?.find((slot) => slot.start === start);
  if (explicit || rules.isClosed(date)) return explicit;
  const weekday = weekdayOf(date);
  for (const opening of rules.hours[weekday] ?? []) {
    const length = rules.types[opening.type]?.lengthMs ?? Number.POSITIVE_INFINITY;
    for (const { from, to } of subtractBreaks(opening, rules.breaks[weekday] ?? [])) {
      const sinceOpening = start - rules.calendar.at(date, from);
      const isSlot = sinceOpening >= 0 && sinceOpening % length === 0 && start + length <= rules.calendar.at(date, to);
      const slot = { start, end: instant(start + length), type: opening.type };
      if (!isSlot || reservedAround(rules, date).some((explicitSlot) => overlaps(slot, explicitSlot))) continue;
      return { ...slot, busy: createBusyTest(rules)(start) };
    }
  }
  return undefined;
}
