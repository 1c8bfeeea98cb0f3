import { type Instant, instant } from '../../../fhir/instant.ts';
import { draw } from '../random.ts';
import { type Day, day, weekdayOf } from './calendar.ts';
import type { RuledSlot, ScheduleRules, Span } from './rules.ts';

/**
 * The slots that a schedule has on one local day, in order of time. The same rules always give the same slots, so that
 * none has to be stored. Opening hours become moments first and are divided then: on the day on which the clock goes
 * back, an opening from 01:00 to 04:00 has four hours of slots, on the day on which it goes forward two.
 */
export function generateDaySlots(rules: ScheduleRules, of: Day): readonly RuledSlot[] {
  const explicit = rules.explicit.get(of) ?? [];
  // One may last until after midnight: for a whole day at most, which can take in all of a day of 23 hours.
  const reserved = [of - 2, of - 1, of].flatMap((near) => rules.explicit.get(day(near)) ?? []);
  if (rules.isClosed(of)) return explicit;
  const weekday = weekdayOf(of);
  const slots: RuledSlot[] = [];
  for (const opening of rules.hours[weekday] ?? []) {
    const length = rules.types[opening.type]?.lengthMs ?? Number.POSITIVE_INFINITY;
    for (const { from, to } of subtractBreaks(opening, rules.breaks[weekday] ?? [])) {
      const close = rules.calendar.at(of, to);
      for (let start: number = rules.calendar.at(of, from); start + length <= close; start += length) {
        const slot = { start: instant(start), end: instant(start + length), type: opening.type };
        if (reserved.some((other) => overlaps(slot, other))) continue;
        slots.push({ ...slot, busy: isInitiallyBusy(rules, slot.start) });
      }
    }
  }
  if (explicit.length === 0) return slots;
  return [...slots, ...explicit].sort((a, b) => a.start - b.start);
}

function isInitiallyBusy(rules: ScheduleRules, start: Instant): boolean {
  return rules.busyShare > 0 && draw(rules.seed, `busy ${rules.id} ${start}`) < rules.busyShare;
}

/** Whether two spans of time share a moment. */
export function overlaps(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What is left of an opening when the breaks are taken out. */
function subtractBreaks(opening: Span, breaks: readonly Span[]): readonly Span[] {
  let left: readonly Span[] = [opening];
  for (const pause of breaks) {
    left = left.flatMap(({ from, to }) =>
      pause.to <= from || to <= pause.from
        ? [{ from, to }]
        : [
            { from, to: pause.from },
            { from: pause.to, to },
          ].filter((span) => span.from < span.to),
    );
  }
  return left;
}
