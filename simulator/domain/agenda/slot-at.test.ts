import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../../fhir/instant.ts';
import { createRulesOfSchedule } from '../../../test/support/practice-rules.ts';
import { runs } from '../../../test/support/runs.ts';
import { type Calendar, calendarOf, type Day, day, dayOfDate } from './calendar.ts';
import { generateDaySlots, overlaps } from './day-slots.ts';
import type { RuledSlot, ScheduleRules } from './rules.ts';
import { slotAt } from './slot-at.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

const calendars = ['Europe/Amsterdam', 'America/Havana', 'Africa/Cairo', 'Asia/Kolkata', 'Australia/Lord_Howe'].map(
  calendarOf,
);
/** The days around changes of the clock in these zones, in both directions, and the end of a year. */
const days = fc
  .tuple(
    fc.integer({ min: 2024, max: 2030 }),
    fc.constantFrom([3, 8], [3, 25], [4, 1], [4, 24], [10, 1], [10, 25], [11, 1], [12, 30]),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([year, [month = 1, date = 1], offset]) => dayOfDate(year, month, date + offset));

/** Periods of a day that do not overlap. */
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: DAY_MINUTES / 5 }), { maxLength: 6 })
  .map((edges) => edges.toSorted((a, b) => a - b).map((edge) => edge * 5))
  .map((edges) =>
    Array.from({ length: Math.floor(edges.length / 2) }, (_, index) => ({
      from: edges[2 * index] as number,
      to: edges[2 * index + 1] as number,
    })),
  );
const weekOf = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 7, maxLength: 7 });
const openings = spans.chain((periods) =>
  fc.tuple(...periods.map((span) => fc.integer({ min: 0, max: 2 }).map((type) => ({ ...span, type })))),
);
/** Slots in minutes from the midnight before the first day, many of them until after a midnight. */
const explicit = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: 5 * DAY_MINUTES }),
    length: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 600, max: DAY_MINUTES })),
    type: fc.integer({ min: 0, max: 2 }),
    busy: fc.boolean(),
  }),
  { maxLength: 4 },
);

const cases = fc.record({
  calendar: fc.constantFrom(...calendars),
  first: days,
  hours: weekOf(openings),
  breaks: weekOf(spans),
  explicit,
  lengths: fc.tuple(fc.constantFrom(7, 10, 20), fc.constantFrom(30, 45), fc.constantFrom(60, DAY_MINUTES)),
  busyShare: fc.constantFrom(0, 0.3, 1),
  closed: fc.subarray([0, 1, 2, 3]),
  others: fc.array(fc.integer({ min: 0, max: 5 * DAY_MINUTES }), { maxLength: 30 }),
});

/** Returns explicit slots by day; like a configuration, it leaves out those that overlap an earlier one. */
function byDay(slots: readonly RuledSlot[], calendar: Calendar): ReadonlyMap<Day, readonly RuledSlot[]> {
  const found = new Map<Day, readonly RuledSlot[]>();
  for (const slot of slots) {
    if ([...found.values()].flat().some((other) => overlaps(slot, other))) continue;
    const date = calendar.dayAt(slot.start);
    found.set(
      date,
      [...(found.get(date) ?? []), slot].sort((a, b) => a.start - b.start),
    );
  }
  return found;
}

describe('the slot at an instant', () => {
  test('SL-4: is the one of its day, for any rules and instant', async () => {
    const base = await createRulesOfSchedule({});
    let found = 0;
    fc.assert(
      fc.property(cases, ({ calendar, first, lengths, closed, others, ...drawn }) => {
        const midnight = calendar.at(first, 0);
        const minutesIn = (minutes: number): Instant => instant(midnight + minutes * MINUTE_MS);
        const slots = drawn.explicit.map(({ start, length, ...slot }) => ({
          ...slot,
          start: minutesIn(start),
          end: minutesIn(start + length),
        }));
        const types = lengths.map((minutes, index) => ({
          ...(base.types[0] as (typeof base.types)[number]),
          index,
          lengthMs: minutes * MINUTE_MS,
        }));
        const rules: ScheduleRules = {
          ...base,
          ...drawn,
          calendar,
          types,
          explicit: byDay(slots, calendar),
          isClosed: (date) => closed.includes(date - first),
        };
        const generated = [-1, 0, 1, 2, 3, 4, 5, 6].flatMap((offset) => generateDaySlots(rules, day(first + offset)));
        const known = new Map(generated.map((slot) => [slot.start, slot]));
        const near = generated.flatMap(({ start, end }) => [
          start,
          end,
          instant(start - 1),
          instant(start + MINUTE_MS),
        ]);
        for (const at of [...near, ...others.map(minutesIn), ...slots.map(({ start }) => start)]) {
          const slot = known.get(at);
          if (slot) found++;
          // Comparing with `toEqual` takes most of the time of this test.
          const same = JSON.stringify(slotAt(rules, at)) === JSON.stringify(slot);
          if (!same) expect(slotAt(rules, at)).toEqual(slot);
        }
      }),
      { numRuns: runs(60) },
    );
    expect(found).toBeGreaterThan(500);
  });
});
