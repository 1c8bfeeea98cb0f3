import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, plus } from '../../fhir/instant.ts';
import { createRulesOfSchedule } from '../../test/support/practice-rules.ts';
import { parseDay, toInstant } from '../../test/support/time.ts';
import { type Day, day } from '../domain/agenda/calendar.ts';
import { type SlotStatus, STATUS_BITS } from '../domain/search/slot-query.ts';
import { DayCache } from './day-cache.ts';
import {
  type AgendaDay,
  mondayOf,
  ScheduleAgenda,
  type SlotChange,
  type SlotView,
  statusOf,
} from './schedule-agenda.ts';

const TUESDAY = parseDay('2026-11-24');
const NINE = toInstant('2026-11-24T09:00:00+01:00');
const hours = [{ days: 'daily' as const, from: '09:00', to: '10:00', type: 'consult' }];

async function agendaOf(limit = 1_000_000, schedule: Parameters<typeof createRulesOfSchedule>[0] = { hours }) {
  return new ScheduleAgenda(await createRulesOfSchedule(schedule), new DayCache(limit));
}

const STATUSES = ['busy', 'free'] as const;
const change = (sequence: number, status: SlotStatus = 'free'): SlotChange => ({ sequence, at: NINE, status });
const statuses = (agenda: ScheduleAgenda, date = TUESDAY): readonly SlotStatus[] =>
  [...agenda.day(date).statuses].map(statusOf);

/** Requests a day twice, so that it is cached. */
function requestTwice(agenda: ScheduleAgenda, date: Day): AgendaDay {
  agenda.day(date);
  return agenda.day(date);
}

describe('a day of a schedule', () => {
  test('AP-9: has the statuses that its slots have now', async () => {
    const agenda = await agendaOf();
    expect(statuses(agenda)).toEqual(['free', 'free', 'free', 'free', 'free', 'free']);
    agenda.change(plus(NINE, 600_000), change(1, 'busy'));
    agenda.change(NINE, change(2, 'tentative'));
    agenda.change(plus(NINE, 600_000), change(3, 'free'));
    expect(statuses(agenda)).toEqual(['tentative', 'free', 'free', 'free', 'free', 'free']);
    expect(agenda.version).toBe(3);
    expect(statuses(agenda, day(TUESDAY + 1))).not.toContain('tentative');
  });

  test('is cached at the second request until the cache is full, and is created equal again', async () => {
    const agenda = await agendaOf(2000);
    expect(agenda.day(TUESDAY)).not.toBe(agenda.day(TUESDAY));
    const first = agenda.day(TUESDAY);
    expect(agenda.day(TUESDAY)).toBe(first);
    agenda.change(NINE, change(1, 'busy'));
    for (let offset = 1; offset <= 5; offset++) requestTwice(agenda, day(TUESDAY + offset));
    const again = agenda.day(TUESDAY);
    expect(again).not.toBe(first);
    expect([again.slots, [...again.statuses]]).toEqual([first.slots, [...first.statuses]]);
  });

  test('keeps its written forms until one of its slots changes', async () => {
    const agenda = await agendaOf();
    const cached = requestTwice(agenda, TUESDAY);
    agenda.cacheView(cached, 'status=free', { count: 6, bytes: Buffer.from('…') });
    agenda.change(plus(NINE, 86_400_000), change(1, 'busy'));
    expect(cached.views.size).toBe(1);
    agenda.change(NINE, change(2, 'busy'));
    expect(cached.views.size).toBe(0);
  });

  test('does not drive out another by forms that it no longer holds', async () => {
    const agenda = await agendaOf(4000);
    const wednesday = requestTwice(agenda, day(TUESDAY + 1));
    requestTwice(agenda, TUESDAY);
    for (let sequence = 1; sequence <= 20; sequence++) {
      agenda.cacheView(agenda.day(TUESDAY), 'status=free', { count: 6, bytes: Buffer.alloc(500) });
      agenda.change(NINE, change(sequence, 'busy'));
    }
    expect(agenda.day(day(TUESDAY + 1))).toBe(wednesday);
  });

  test('that was dropped meanwhile keeps nothing', async () => {
    const agenda = await agendaOf();
    const cached = requestTwice(agenda, TUESDAY);
    agenda.close();
    agenda.cacheView(cached, 'status=free', { count: 6, bytes: Buffer.from('…') });
    expect(cached.views.size).toBe(0);
    expect(statuses(agenda)).toHaveLength(6);
  });
});

describe('a week of a schedule', () => {
  const write = (agendaDay: AgendaDay): SlotView => ({
    count: agendaDay.slots.length,
    bytes: Buffer.from(`,${agendaDay.day}`),
  });
  const MONDAY = mondayOf(TUESDAY);
  const written = (agenda: ScheduleAgenda) => agenda.week(MONDAY, 'all', write);

  test('is the days in one text, and each day keeps its part', async () => {
    const agenda = await agendaOf();
    written(agenda);
    const week = written(agenda);
    expect(week.bytes.toString()).toBe([0, 1, 2, 3, 4, 5, 6].map((offset) => `,${MONDAY + offset}`).join(''));
    expect(agenda.day(TUESDAY).views.get('all')?.bytes.toString()).toBe(`,${TUESDAY}`);
    expect(agenda.day(TUESDAY).views.get('all')?.bytes.buffer).toBe(week.bytes.buffer);
    expect(written(agenda)).toBe(week);
  });

  test('AP-9: is written anew when one of its days has changed, from the days that have not', async () => {
    const agenda = await agendaOf();
    written(agenda);
    const week = written(agenda);
    agenda.change(NINE, change(1, 'busy'));
    const again = agenda.week(MONDAY, 'all', () => ({ count: 5, bytes: Buffer.from(',changed') }));
    expect(again.bytes.toString()).toBe(week.bytes.toString().replace(`,${TUESDAY}`, ',changed'));
    expect(again.count).toBe(week.count - 1);
  });
});

describe('a slot', () => {
  test('is found by its start, with its status now', async () => {
    const agenda = await agendaOf();
    agenda.change(NINE, change(1, 'busy'));
    expect(agenda.at(NINE)).toMatchObject({ slot: { start: NINE, end: plus(NINE, 600_000) }, status: 'busy' });
    expect(agenda.at(plus(NINE, 1))).toBeUndefined();
    expect(agenda.at(plus(NINE, -600_000))).toBeUndefined();
  });

  test('has a history, from which its status at any moment follows', async () => {
    const agenda = await agendaOf(1_000_000, { hours, busyShare: 1 });
    const slot = agenda.day(TUESDAY).slots[0];
    if (!slot) throw new Error('no slot');
    const changes = [change(2, 'free'), change(5, 'tentative'), change(6, 'busy')];
    for (const one of changes) agenda.change(slot.start, one);
    expect(agenda.history(slot.start)).toEqual(changes);
    expect([0, 1, 2, 4, 5, 6, 9].map((sequence) => agenda.statusAsOf(slot, sequence))).toEqual([
      'busy',
      'busy',
      'free',
      'free',
      'tentative',
      'busy',
      'busy',
    ]);
    expect(agenda.changes()).toEqual([[slot.start, changes]]);
    expect(agenda.history(plus(NINE, 600_000))).toEqual([]);
  });

  test('is found among those that overlap a span, also when it lasts over midnight', async () => {
    const agenda = await agendaOf(1_000_000, { hours, slots: [{ start: '2026-11-23 23:50', type: 'talk' }] });
    const starts = (from: string, to: string): readonly Instant[] =>
      agenda.overlapping(toInstant(from), toInstant(to)).map(({ start }) => start);
    expect(starts('2026-11-24T09:05:00+01:00', '2026-11-24T09:20:00+01:00')).toEqual([NINE, plus(NINE, 600_000)]);
    expect(starts('2026-11-24T08:00:00+01:00', '2026-11-24T09:00:00+01:00')).toEqual([]);
    expect(starts('2026-11-24T00:10:00+01:00', '2026-11-24T00:11:00+01:00')).toEqual([
      toInstant('2026-11-23T23:50:00+01:00'),
    ]);
    expect(starts('2026-11-24T09:55:00+01:00', '2026-11-25T09:05:00+01:00')).toHaveLength(2);
  });
});

test('AP-9: every status is the latest, for any changes and any order of evicted days', async () => {
  const rules = await createRulesOfSchedule({ hours });
  const steps = fc.array(
    fc.oneof(
      fc.record({ slot: fc.nat({ max: 17 }), status: fc.constantFrom<SlotStatus>('free', 'busy', 'tentative') }),
      fc.record({ look: fc.nat({ max: 5 }) }),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      // Room for about two days.
      const agenda = new ScheduleAgenda(rules, new DayCache(2000));
      const expected = new Map<Instant, SlotStatus>();
      for (const [sequence, step] of all.entries()) {
        if ('look' in step) agenda.day(day(TUESDAY + step.look));
        else {
          const start = plus(NINE, Math.floor(step.slot / 6) * 86_400_000 + (step.slot % 6) * 600_000);
          agenda.change(start, change(sequence + 1, step.status));
          expected.set(start, step.status);
        }
      }
      for (const agendaDay of [0, 1, 2].map((offset) => agenda.day(day(TUESDAY + offset)))) {
        agendaDay.slots.forEach(({ start }, index) => {
          expect(agendaDay.statuses[index]).toBe(STATUS_BITS[expected.get(start) ?? 'free']);
        });
      }
    }),
  );
});

describe('the changes of a slot', () => {
  test('are bounded: of a slot that changes often the last ones are kept', async () => {
    const agenda = await agendaOf();
    for (let sequence = 1; sequence <= 1000; sequence++) agenda.change(NINE, change(sequence, STATUSES[sequence % 2]));
    const kept = agenda.history(NINE).length;
    expect([kept >= 50, kept < 100]).toEqual([true, true]);
    expect(agenda.history(NINE).at(-1)).toEqual(change(1000, 'busy'));
    const [slot] = agenda.day(TUESDAY).slots;
    if (!slot) throw new Error('no slot');
    expect([agenda.statusAsOf(slot, 1000), agenda.statusAsOf(slot, 999)]).toEqual(['busy', 'free']);
    expect(agenda.statusAsOf(slot, 1)).toBe(agenda.history(NINE)[0]?.status);
  });

  test('are forgotten with the days before a day', async () => {
    const agenda = await agendaOf();
    agenda.change(NINE, change(1, 'busy'));
    agenda.change(plus(NINE, 86_400_000), change(2, 'busy'));
    agenda.forgetBefore(day(TUESDAY + 1));
    expect(agenda.changes().map(([start]) => start)).toEqual([plus(NINE, 86_400_000)]);
  });
});
