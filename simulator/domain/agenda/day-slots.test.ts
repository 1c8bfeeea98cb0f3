import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { createRulesOfSchedule } from '../../../test/support/practice-rules.ts';
import { parseDay } from '../../../test/support/time.ts';
import { generateDaySlots, overlaps } from './day-slots.ts';
import type { RuledSlot, ScheduleRules } from './rules.ts';

type Hours = { readonly from: string; readonly to: string; readonly type: string };

const daily = ({ from, to, type }: Hours) => ({ days: 'daily' as const, from, to, type });

/** The local times of a day's slots, as `09:00-09:10`. */
function times(rules: ScheduleRules, date: string): readonly string[] {
  return generateDaySlots(rules, parseDay(date)).map((slot) => written(rules, slot));
}

function written(rules: ScheduleRules, { start, end }: RuledSlot): string {
  const [from, to] = [start, end].map((at) => DateTime.fromMillis(at, { zone: rules.calendar.zone }).toFormat('HH:mm'));
  return `${from}-${to}`;
}

const talks = daily({ from: '09:00', to: '10:30', type: 'talk' });

describe('the slots of a day', () => {
  test('fill the opening hours by the length of their type, and no further', async () => {
    const rules = await createRulesOfSchedule({
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

  test('restart after a break, without slots in the break', async () => {
    const rules = await createRulesOfSchedule({ hours: [talks], breaks: [{ from: '09:45', to: '10:00' }] });
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
    expect(times(await createRulesOfSchedule({ hours: [talks], breaks }), '2026-11-24')).toEqual(expected);
  });

  test('are missing on a weekday without hours, and in a schedule without hours', async () => {
    const rules = await createRulesOfSchedule({ hours: [{ ...talks, days: ['tue', 'wed'] }] });
    const open = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((date) => times(rules, date).length);
    expect(open).toEqual([0, 3, 3, 0]);
    expect(times(await createRulesOfSchedule({}), '2026-11-24')).toEqual([]);
  });

  test('are missing on a closed day, except explicit ones', async () => {
    const rules = await createRulesOfSchedule({
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
  test('replaces the generated slots that it overlaps', async () => {
    const rules = await createRulesOfSchedule({
      hours: [talks],
      slots: [{ start: '2026-11-24 09:20', type: 'consult', minutes: 20, status: 'busy' }],
    });
    expect(times(rules, '2026-11-24')).toEqual(['09:20-09:40', '10:00-10:30']);
    expect(generateDaySlots(rules, parseDay('2026-11-24'))[0]?.busy).toBe(true);
    expect(times(rules, '2026-11-25')).toHaveLength(3);
  });

  test('that lasts until after midnight takes the next day’s too', async () => {
    const rules = await createRulesOfSchedule({
      hours: [daily({ from: '00:00', to: '01:00', type: 'talk' })],
      slots: [{ start: '2026-11-24 23:50', type: 'talk' }],
    });
    expect(times(rules, '2026-11-24')).toEqual(['00:00-00:30', '00:30-01:00', '23:50-00:20']);
    expect(times(rules, '2026-11-25')).toEqual(['00:30-01:00']);
  });

  test('of a whole day after the short day of a clock change', async () => {
    const rules = await createRulesOfSchedule({
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
    const slots = generateDaySlots(await createRulesOfSchedule({ timeZone, hours: [night] }), parseDay(date));
    expect(slots).toHaveLength(count);
    expect(new Set(slots.map(({ start }) => start)).size).toBe(count);
    expect(slots.every(({ start, end }) => end - start === 30 * 60_000)).toBe(true);
  });

  test.each([
    // Of 02:00 to 02:30, which occurs twice, the first 02:00 to the first 02:30.
    ['2026-10-25', '02:00', '02:30', 7],
    // The hour from the first 02:00 to 03:00 lasts two hours.
    ['2026-10-25', '02:00', '03:00', 4],
    // The clock skips the whole break.
    ['2027-03-28', '02:00', '03:00', 4],
    ['2027-03-28', '02:30', '03:30', 3],
  ])('SL-13: on %s, with a break from %s to %s, has %d slots of half an hour', async (date, from, to, count) => {
    const rules = await createRulesOfSchedule({ hours: [night], breaks: [{ from, to }] });
    expect(generateDaySlots(rules, parseDay(date))).toHaveLength(count);
  });

  test('SL-4: is as long as the real time between, also around a midnight that changes', async () => {
    const around = daily({ from: '00:00', to: '24:00', type: 'talk' });
    const havana = await createRulesOfSchedule({ timeZone: 'America/Havana', hours: [around] });
    const cairo = await createRulesOfSchedule({ timeZone: 'Africa/Cairo', hours: [around] });
    const counts = (rules: ScheduleRules, ...dates: string[]) => dates.map((date) => times(rules, date).length);
    expect(counts(havana, '2026-11-01', '2027-03-14', '2027-03-15')).toEqual([50, 46, 48]);
    expect(counts(cairo, '2026-10-29', '2026-10-30', '2026-04-24')).toEqual([50, 48, 46]);
  });
});

test('two spans that touch do not overlap', () => {
  expect(overlaps({ start: 0, end: 10 }, { start: 10, end: 20 })).toBe(false);
  expect(overlaps({ start: 0, end: 11 }, { start: 10, end: 20 })).toBe(true);
});
