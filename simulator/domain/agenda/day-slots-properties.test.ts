import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRulesOfSchedule } from '../../../test/support/practice-rules.ts';
import { runs } from '../../../test/support/runs.ts';
import { parseDay } from '../../../test/support/time.ts';
import { calendarOf, type Day, day, dayOfDate, weekdayOf } from './calendar.ts';
import { generateDaySlots } from './day-slots.ts';
import type { ScheduleRules } from './rules.ts';

const daily = (from: string, to: string) => ({ days: 'daily' as const, from, to, type: 'consult' });

describe('for any hours, breaks and day', () => {
  const zones = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'America/Havana', 'Africa/Cairo'];
  const calendars = zones.map(calendarOf);
  const HALF_HOURS = 48;
  const spans = fc
    .uniqueArray(fc.integer({ min: 0, max: HALF_HOURS }), { minLength: 2, maxLength: 8 })
    .map((edges) => edges.toSorted((a, b) => a - b).map((edge) => edge * 30))
    .map((edges) =>
      Array.from({ length: Math.floor(edges.length / 2) }, (_, index) => ({
        from: edges[2 * index] as number,
        to: edges[2 * index + 1] as number,
      })),
    );
  const days = fc
    .tuple(
      fc.integer({ min: 2024, max: 2032 }),
      fc.constantFrom([3, 8], [3, 25], [4, 24], [10, 25], [11, 1], [12, 28]),
      fc.integer({ min: 0, max: 7 }),
    )
    .map(([year, [month = 1, date = 1], offset]) => dayOfDate(year, month, date + offset));
  const everyDay = <T>(value: T): readonly T[] => Array.from({ length: 7 }, () => value);

  const cases = fc.record({
    calendar: fc.constantFrom(...calendars),
    openings: spans,
    breaks: spans,
    of: days,
    length: fc.constantFrom(10, 15, 30),
  });

  test('SL-4: slots follow one another, never overlap, lie in that day, and fill exactly the open real time', async () => {
    const base = await createRulesOfSchedule({});
    fc.assert(
      fc.property(cases, ({ calendar, openings, breaks, of, length }) => {
        const type = { index: 0, system: 's', code: 'c', display: 'd', categories: [], approval: 'none' as const };
        const rules: ScheduleRules = {
          ...base,
          calendar,
          hours: everyDay(openings.map((span) => ({ ...span, type: 0 }))),
          breaks: everyDay(breaks),
          types: [{ ...type, lengthMs: length * 60_000 }],
        };
        const slots = generateDaySlots(rules, of);
        slots.forEach((slot, index) => {
          const before = slots[index - 1];
          if (before) expect(slot.start).toBeGreaterThanOrEqual(before.end);
          expect(calendar.dayAt(slot.start)).toBe(of);
        });
        expect(slots.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(openTime(rules, of));
      }),
      { numRuns: runs(75) },
    );
  });

  /** Returns the real milliseconds of a day within openings and outside breaks, in steps of half an hour. */
  function openTime(rules: ScheduleRules, day: Day): number {
    const open = rules.hours[weekdayOf(day)] ?? [];
    const breaks = rules.breaks[weekdayOf(day)] ?? [];
    let sum = 0;
    for (let from = 0; from < 1440; from += 30) {
      const inside = (span: { from: number; to: number }): boolean => span.from <= from && from < span.to;
      if (open.some(inside) && !breaks.some(inside))
        sum += rules.calendar.at(day, from + 30) - rules.calendar.at(day, from);
    }
    return sum;
  }
});

describe('a share that is busy from the start', () => {
  const hours = [daily('00:00', '24:00')];
  const busy = (rules: ScheduleRules): readonly boolean[] =>
    Array.from({ length: 60 }, (_, index) => generateDaySlots(rules, day(parseDay('2026-11-23') + index)))
      .flat()
      .map((slot) => slot.busy);

  test('follows from the seed', async () => {
    const first = await createRulesOfSchedule({ hours, busyShare: 0.4 }, { seed: 7 });
    const again = await createRulesOfSchedule({ hours, busyShare: 0.4 }, { seed: 7 });
    const otherSeed = await createRulesOfSchedule({ hours, busyShare: 0.4 }, { seed: 8 });
    expect(busy(again)).toEqual(busy(first));
    expect(busy(otherSeed)).not.toEqual(busy(first));
  });

  test.each([0, 0.1, 0.35, 0.9, 1])('of %d is about that share of the slots', async (busyShare) => {
    const all = busy(await createRulesOfSchedule({ hours, busyShare }));
    const share = all.filter(Boolean).length / all.length;
    expect(Math.abs(share - busyShare)).toBeLessThan(busyShare === 0 || busyShare === 1 ? 1e-9 : 0.02);
  });

  test('does not change when hours are added elsewhere', async () => {
    const morning = daily('09:00', '12:00');
    const few = await createRulesOfSchedule({ hours: [morning], busyShare: 0.5 });
    const longer = await createRulesOfSchedule({
      hours: [daily('07:00', '09:00'), morning],
      busyShare: 0.5,
    });
    const day = parseDay('2026-11-24');
    expect(generateDaySlots(longer, day).slice(12)).toEqual(generateDaySlots(few, day));
  });
});
