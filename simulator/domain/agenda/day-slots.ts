import { type Instant, instant } from '../../../fhir/instant.ts';
import { createNumberedDraw } from '../random.ts';
import { type Day, day, weekdayOf } from './calendar.ts';
import type { RuledSlot, ScheduleRules, Span } from './rules.ts';

/**
 * Generates the slots of a schedule on a local day, in order of time. The same rules always generate the same slots, so
 * slots need not be stored. Opening hours are converted to instants before they are divided: an opening from 01:00 to
 * 04:00 has four hours of slots on the day on which the clock goes back, and two when it goes forward.
 */
export function generateDaySlots(rules: ScheduleRules, date: Day): readonly RuledSlot[] {
  const explicit = rules.explicit.get(date) ?? [];
  if (rules.isClosed(date)) return explicit;
  const reserved = reservedAround(rules, date);
  const weekday = weekdayOf(date);
  const isBusy = createBusyTest(rules);
  const slots: RuledSlot[] = [];
  for (const opening of rules.hours[weekday] ?? []) {
    const length = rules.types[opening.type]?.lengthMs ?? Number.POSITIVE_INFINITY;
    for (const { from, to } of subtractBreaks(opening, rules.breaks[weekday] ?? [])) {
      const close = rules.calendar.at(date, to);
      for (let start: number = rules.calendar.at(date, from); start + length <= close; start += length) {
        const slot = {
          start: instant(start),
          end: instant(start + length),
          type: opening.type,
          busy: isBusy(instant(start)),
        };
        const isReplaced = reserved.length > 0 && reserved.some((explicitSlot) => overlaps(slot, explicitSlot));
        if (!isReplaced) slots.push(slot);
      }
    }
  }
  if (explicit.length === 0) return slots;
  return [...slots, ...explicit].sort((a, b) => a.start - b.start);
}

/** Returns the explicit slots that may overlap a slot of a day. */
export function reservedAround({ explicit }: ScheduleRules, date: Day): readonly RuledSlot[] {
  if (explicit.size === 0) return [];
  // A slot lasts 24 hours at most, and a day may have 23 hours, so a slot may start two days earlier.
  return [date - 2, date - 1, date].flatMap((start) => explicit.get(day(start)) ?? []);
}

/** Creates the test of whether a slot of a schedule is busy before any booking. */
export function createBusyTest({ busyShare, seed, id }: ScheduleRules): (start: Instant) => boolean {
  if (busyShare <= 0) return () => false;
  const drawAt = createNumberedDraw(seed, `busy ${id} `);
  return (start) => drawAt(start) < busyShare;
}

export function overlaps(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Removes breaks from an opening. */
export function subtractBreaks(opening: Span, breaks: readonly Span[]): readonly Span[] {
  let remaining: readonly Span[] = [opening];
  for (const pause of breaks) {
    remaining = remaining.flatMap(({ from, to }) =>
      pause.to <= from || to <= pause.from
        ? [{ from, to }]
        : [
            { from, to: pause.from },
            { from: pause.to, to },
          ].filter((span) => span.from < span.to),
    );
  }
  return remaining;
}
