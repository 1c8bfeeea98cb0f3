import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../fhir/instant.ts';
import { createOrganization, createRulesOfPractice, createRulesOfSchedule } from '../../test/support/practice-rules.ts';
import { parseDay } from '../../test/support/time.ts';
import { generateDaySlots } from '../domain/agenda/day-slots.ts';
import type { ScheduleRules } from '../domain/agenda/rules.ts';

const hours = [{ days: 'daily' as const, from: '09:00', to: '10:00', type: 'talk' }];

/** Returns the days that have slots. */
function openDays(rules: ScheduleRules, ...dates: readonly string[]): readonly string[] {
  return dates.filter((date) => generateDaySlots(rules, parseDay(date)).length > 0);
}

/** The starts of the slots of a day, in UTC. */
function starts(rules: ScheduleRules, date: string): readonly string[] {
  return generateDaySlots(rules, parseDay(date)).map(({ start }) => formatInstant(start));
}

describe('closures', () => {
  test('of a schedule take in their first and last day', async () => {
    const rules = await createRulesOfSchedule({
      hours,
      closures: [{ from: '2026-12-02', to: '2026-12-03' }, { from: '2026-12-05' }],
    });
    const days = ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05', '2026-12-06'];
    expect(openDays(rules, ...days)).toEqual(['2026-12-01', '2026-12-04', '2026-12-06']);
  });

  test('of the practice close every schedule', async () => {
    const schedules = ['a', 'b'].map((id) => ({ id, practitioner: { id, name: id }, hours }));
    const organization = createOrganization({}, { schedules, closures: [{ from: '2026-12-02' }] });
    const rules = await createRulesOfPractice(organization);
    expect(rules.schedules.map((schedule) => openDays(schedule, '2026-12-01', '2026-12-02'))).toEqual([
      ['2026-12-01'],
      ['2026-12-01'],
    ]);
    expect(rules.isClosed(parseDay('2026-12-02'))).toBe(true);
  });

  test('may be relative to the day on which the world starts', async () => {
    const rules = await createRulesOfSchedule({ hours, closures: [{ from: 'tomorrow', to: 'in 3 days' }] });
    const days = ['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-27'];
    expect(openDays(rules, ...days)).toEqual(['2026-11-23', '2026-11-27']);
  });
});

describe('holidays', () => {
  test('are closed days, Dutch ones or dates', async () => {
    const days = ['2026-12-24', '2026-12-25', '2026-12-26', '2026-12-27'];
    expect(openDays(await createRulesOfSchedule({ hours }, { holidays: 'nl' }), ...days)).toEqual([
      '2026-12-24',
      '2026-12-27',
    ]);
    expect(openDays(await createRulesOfSchedule({ hours }, { holidays: ['2026-12-24'] }), ...days)).toEqual(
      days.slice(1),
    );
    expect(openDays(await createRulesOfSchedule({ hours }), ...days)).toEqual(days);
  });

  test('are no workdays, nor are days on which the practice is closed', async () => {
    const slots = [{ start: 'next workday 20:00', type: 'consult' }];
    const closed = { holidays: 'nl' as const, closures: [{ from: '2026-12-28' }] };
    const rules = await createRulesOfSchedule({ slots }, closed, '2026-12-24T08:00:00+01:00');
    expect(starts(rules, '2026-12-29')).toEqual(['2026-12-29T19:00:00Z']);
  });
});

describe('explicit slots', () => {
  test('have the length of their type, or their own', async () => {
    const rules = await createRulesOfSchedule({
      slots: [
        { start: '2026-12-01 09:00', type: 'talk' },
        { start: '2026-12-01 11:00', type: 'talk', minutes: 45, status: 'busy' },
      ],
    });
    expect(generateDaySlots(rules, parseDay('2026-12-01'))).toMatchObject([
      { type: 1, busy: false },
      { type: 1, busy: true },
    ]);
    expect(generateDaySlots(rules, parseDay('2026-12-01')).map(({ start, end }) => (end - start) / 60_000)).toEqual([
      30, 45,
    ]);
    expect([...rules.offered]).toEqual([1]);
  });

  test('of which two overlap: the first that was written stays, also over midnight', async () => {
    const rules = await createRulesOfSchedule({
      slots: [
        { start: '2026-12-01 09:10', type: 'talk' },
        { start: '2026-12-01 09:00', type: 'talk' },
        { start: '2026-12-01 23:50', type: 'talk' },
        { start: '2026-12-02 00:10', type: 'consult' },
        { start: '2026-12-02 00:20', type: 'consult' },
        { start: '2026-12-03 00:00', type: 'consult' },
        { start: '2026-12-02 23:45', type: 'talk' },
      ],
    });
    expect(starts(rules, '2026-12-01')).toEqual(['2026-12-01T08:10:00Z', '2026-12-01T22:50:00Z']);
    expect(starts(rules, '2026-12-02')).toEqual(['2026-12-01T23:20:00Z']);
    expect(starts(rules, '2026-12-03')).toEqual(['2026-12-02T23:00:00Z']);
  });

  test('are local to the schedule’s own time zone', async () => {
    const slots = [{ start: '2026-12-01 09:00', type: 'consult' }];
    expect(starts(await createRulesOfSchedule({ timeZone: 'Asia/Kolkata', slots }), '2026-12-01')).toEqual([
      '2026-12-01T03:30:00Z',
    ]);
  });
});

describe('the rules of a schedule', () => {
  test('hold its place, its people, and what it offers', async () => {
    const practitioner = [
      { id: 'smit', name: 'Dr. Smit' },
      { id: 'jansen', name: 'Dr. Jansen' },
    ];
    const rules = await createRulesOfSchedule({ hours, practitioner, busyShare: 0.25 });
    expect(rules).toMatchObject({ index: 0, id: 'jansen', busyShare: 0.25, seed: 1 });
    expect(rules.practitioners.map(({ name }) => name)).toEqual(['Dr. Smit', 'Dr. Jansen']);
    expect([...rules.offered]).toEqual([1]);
  });

  test('office hours are workdays from eight to five, unless configured', async () => {
    const byDefault = await createRulesOfPractice(createOrganization());
    expect(byDefault.officeHours.map((spans) => spans.length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(byDefault.officeHours[0]).toEqual([{ from: 480, to: 1020 }]);
    const officeHours = [{ days: ['sat' as const], from: '10:00', to: '12:00' }];
    const configured = await createRulesOfPractice(createOrganization({}, { officeHours }));
    expect(configured.officeHours.map((spans) => spans.length)).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });
});
