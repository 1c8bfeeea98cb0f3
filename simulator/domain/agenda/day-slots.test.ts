import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { dayOf, rulesOf } from '../../../test/support/rules.ts';
import { createCalendar, type Day, day, dayOfDate, weekdayOf } from './calendar.ts';
import { daySlots, overlap } from './day-slots.ts';
import type { RuledSlot, ScheduleRules } from './rules.ts';

type Hours = { readonly from: string; readonly to: string; readonly type: string };

const daily = ({ from, to, type }: Hours) => ({ days: 'daily' as const, from, to, type });

/** The local times of a day's slots, as `09:00-09:10`. */
function times(rules: ScheduleRules, date: string): readonly string[] {
  return daySlots(rules, dayOf(date)).map((slot) => written(rules, slot));
}

function written(rules: ScheduleRules, { start, end }: RuledSlot): string {
  const [from, to] = [start, end].map((at) => DateTime.fromMillis(at, { zone: rules.calendar.zone }).toFormat('HH:mm'));
  return `${from}-${to}`;
}

const talks = daily({ from: '09:00', to: '10:30', type: 'talk' });

describe('the slots of a day', () => {
  test('fill the opening hours by the length of their type, and no further', async () => {
    const rules = await rulesOf({
      hours: [daily({ from: '13:00', to: '13:25', type: 'consult' }), talks],
    });
    expect(times(rules, '2026-11-24')).toEqual([
      '09:00-09:30',
      '09:30-10:00',
      '10:00-10:30',
      '13:00-13:10',
      '13:10-13:20',
    ]);
  });

  test('begin anew after a break, and none lies in it', async () => {
    const rules = await rulesOf({ hours: [talks], breaks: [{ from: '09:45', to: '10:00' }] });
    expect(times(rules, '2026-11-24')).toEqual(['09:00-09:30', '10:00-10:30']);
  });

  test.each([
    ['at the start', [{ from: '08:00', to: '09:30' }], ['09:30-10:00', '10:00-10:30']],
    ['at the end', [{ from: '10:00', to: '11:00' }], ['09:00-09:30', '09:30-10:00']],
    ['over all of it', [{ from: '08:00', to: '11:00' }], []],
    ['that touches it', [{ from: '10:30', to: '11:00' }], ['09:00-09:30', '09:30-10:00', '10:00-10:30']],
    [
      'on another weekday',
      [{ from: '08:00', to: '11:00', days: ['wed'] }],
      ['09:00-09:30', '09:30-10:00', '10:00-10:30'],
    ],
    [
      'and another over it',
      [
        { from: '09:15', to: '09:30' },
        { from: '09:20', to: '09:45' },
      ],
      ['09:45-10:15'],
    ],
  ] as const)('with a break %s', async (_name, breaks, expected) => {
    expect(times(await rulesOf({ hours: [talks], breaks }), '2026-11-24')).toEqual(expected);
  });

  test('are none on a weekday without hours, nor where there are no hours at all', async () => {
    const rules = await rulesOf({ hours: [{ ...talks, days: ['tue', 'wed'] }] });
    const open = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((date) => times(rules, date).length);
    expect(open).toEqual([0, 3, 3, 0]);
    expect(times(await rulesOf({}), '2026-11-24')).toEqual([]);
  });

  test('are none on a closed day, but for those that were put there explicitly', async () => {
    const rules = await rulesOf({
      hours: [talks],
      closures: [{ from: '2026-11-24', to: '2026-11-25' }],
      slots: [{ start: '2026-11-25 20:00', type: 'consult' }],
    });
    expect(times(rules, '2026-11-24')).toEqual([]);
    expect(times(rules, '2026-11-25')).toEqual(['20:00-20:10']);
    expect(times(rules, '2026-11-26')).toHaveLength(3);
  });
});

describe('an explicit slot', () => {
  test('comes in the place of the generated ones that it overlaps', async () => {
    const rules = await rulesOf({
      hours: [talks],
      slots: [{ start: '2026-11-24 09:20', type: 'consult', minutes: 20, status: 'busy' }],
    });
    expect(times(rules, '2026-11-24')).toEqual(['09:20-09:40', '10:00-10:30']);
    expect(daySlots(rules, dayOf('2026-11-24'))[0]?.busy).toBe(true);
    expect(times(rules, '2026-11-25')).toHaveLength(3);
  });

  test('that lasts until after midnight takes the next day’s too', async () => {
    const rules = await rulesOf({
      hours: [daily({ from: '00:00', to: '01:00', type: 'talk' })],
      slots: [{ start: '2026-11-24 23:50', type: 'talk' }],
    });
    expect(times(rules, '2026-11-24')).toEqual(['00:00-00:30', '00:30-01:00', '23:50-00:20']);
    expect(times(rules, '2026-11-25')).toEqual(['00:30-01:00']);
  });

  test('of a whole day that ends after the short day on which the clock goes forward, too', async () => {
    const rules = await rulesOf({
      hours: [daily({ from: '00:00', to: '01:00', type: 'talk' })],
      slots: [{ start: '2027-03-27 23:40', type: 'talk', minutes: 1440 }],
    });
    expect(times(rules, '2027-03-28')).toEqual([]);
    expect(times(rules, '2027-03-29')).toEqual([]);
    expect(times(rules, '2027-03-30')).toHaveLength(2);
  });
});

describe('an opening from 01:00 to 04:00', () => {
  const night = daily({ from: '01:00', to: '04:00', type: 'talk' });

  test.each([
    ['Europe/Amsterdam', '2026-10-24', 6, 'on an ordinary day'],
    ['Europe/Amsterdam', '2026-10-25', 8, 'when the clock goes back'],
    ['Europe/Amsterdam', '2027-03-28', 4, 'when the clock goes forward'],
    ['America/New_York', '2026-11-01', 8, 'when the clock goes back'],
    ['America/New_York', '2027-03-14', 4, 'when the clock goes forward'],
    ['Asia/Kolkata', '2026-10-25', 6, 'where it never changes'],
  ])('SL-4: in %s on %s has %d slots of half an hour: %s', async (timeZone, date, count) => {
    const slots = daySlots(await rulesOf({ timeZone, hours: [night] }), dayOf(date));
    expect(slots).toHaveLength(count);
    expect(new Set(slots.map(({ start }) => start)).size).toBe(count);
    expect(slots.every(({ start, end }) => end - start === 30 * 60_000)).toBe(true);
  });

  test('SL-4: is as long as the real time between, also around a midnight that changes', async () => {
    const around = daily({ from: '00:00', to: '24:00', type: 'talk' });
    const havana = await rulesOf({ timeZone: 'America/Havana', hours: [around] });
    const cairo = await rulesOf({ timeZone: 'Africa/Cairo', hours: [around] });
    const counts = (rules: ScheduleRules, ...dates: string[]) => dates.map((date) => times(rules, date).length);
    expect(counts(havana, '2026-11-01', '2027-03-14', '2027-03-15')).toEqual([50, 46, 48]);
    expect(counts(cairo, '2026-10-29', '2026-10-30', '2026-04-24')).toEqual([50, 48, 46]);
  });
});

describe('for any hours, breaks and day', () => {
  const zones = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'America/Havana', 'Africa/Cairo'];
  const calendars = zones.map(createCalendar);
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
    .map(([year, [month = 1, date = 1], more]) => dayOfDate(year, month, date + more));
  const everyDay = <T>(value: T): readonly T[] => Array.from({ length: 7 }, () => value);

  const cases = fc.record({
    calendar: fc.constantFrom(...calendars),
    openings: spans,
    breaks: spans,
    of: days,
    length: fc.constantFrom(10, 15, 30),
  });

  test('SL-4: slots follow one another, never overlap, lie in that day, and fill exactly the open real time', async () => {
    const base = await rulesOf({});
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
        const slots = daySlots(rules, of);
        slots.forEach((slot, index) => {
          const before = slots[index - 1];
          if (before) expect(slot.start).toBeGreaterThanOrEqual(before.end);
          expect(calendar.dayAt(slot.start)).toBe(of);
        });
        expect(slots.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(openTime(rules, of));
      }),
      { numRuns: 300 },
    );
  });

  /** Real milliseconds of a day that lie in an opening and in no break, counted in steps of half an hour. */
  function openTime(rules: ScheduleRules, of: Day): number {
    const open = rules.hours[weekdayOf(of)] ?? [];
    const breaks = rules.breaks[weekdayOf(of)] ?? [];
    let sum = 0;
    for (let from = 0; from < 1440; from += 30) {
      const inside = (span: { from: number; to: number }): boolean => span.from <= from && from < span.to;
      if (open.some(inside) && !breaks.some(inside))
        sum += rules.calendar.at(of, from + 30) - rules.calendar.at(of, from);
    }
    return sum;
  }
});

describe('a share that is busy from the start', () => {
  const hours = [daily({ from: '00:00', to: '24:00', type: 'consult' })];
  const busy = (rules: ScheduleRules): readonly boolean[] =>
    Array.from({ length: 60 }, (_, index) => daySlots(rules, day(dayOf('2026-11-23') + index)))
      .flat()
      .map((slot) => slot.busy);

  test('follows from the seed', async () => {
    const first = await rulesOf({ hours, busyShare: 0.4 }, { seed: 7 });
    const again = await rulesOf({ hours, busyShare: 0.4 }, { seed: 7 });
    const other = await rulesOf({ hours, busyShare: 0.4 }, { seed: 8 });
    expect(busy(again)).toEqual(busy(first));
    expect(busy(other)).not.toEqual(busy(first));
  });

  test.each([0, 0.1, 0.35, 0.9, 1])('of %d is about that share of the slots', async (busyShare) => {
    const all = busy(await rulesOf({ hours, busyShare }));
    const share = all.filter(Boolean).length / all.length;
    expect(Math.abs(share - busyShare)).toBeLessThan(busyShare === 0 || busyShare === 1 ? 1e-9 : 0.02);
  });

  test('does not change when hours are added elsewhere', async () => {
    const morning = daily({ from: '09:00', to: '12:00', type: 'consult' });
    const few = await rulesOf({ hours: [morning], busyShare: 0.5 });
    const more = await rulesOf({
      hours: [daily({ from: '07:00', to: '09:00', type: 'consult' }), morning],
      busyShare: 0.5,
    });
    const of = dayOf('2026-11-24');
    expect(daySlots(more, of).slice(12)).toEqual(daySlots(few, of));
  });
});

test('two spans that touch do not overlap', () => {
  expect(overlap({ start: 0, end: 10 }, { start: 10, end: 20 })).toBe(false);
  expect(overlap({ start: 0, end: 11 }, { start: 10, end: 20 })).toBe(true);
});
