import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, plus } from '../../fhir/instant.ts';
import { createRulesOfSchedule } from '../../test/support/practice-rules.ts';
import { parseDay, toInstant } from '../../test/support/time.ts';
import { day } from '../domain/agenda/calendar.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';
import { createSlotWriter } from '../representation/slot.ts';
import { ScheduleAgenda, type SlotChange, type SlotView } from './schedule-agenda.ts';
import { WeekCache } from './week-cache.ts';

const DAY_MS = 86_400_000;
const MONDAY = parseDay('2026-11-23');
const TUESDAY = day(MONDAY + 1);
const NINE = toInstant('2026-11-24T09:00:00+01:00');
const hours = [{ days: 'daily' as const, from: '09:00', to: '10:00', type: 'consult' }];
const writer = createSlotWriter('published', () => 'http://localhost/fhir');

async function agendaOf(limit = 1_000_000, schedule: Parameters<typeof createRulesOfSchedule>[0] = { hours }) {
  return new ScheduleAgenda(await createRulesOfSchedule(schedule), new WeekCache(limit));
}

const STATUSES = ['busy', 'free'] as const;
const change = (sequence: number, status: SlotStatus = 'free'): SlotChange => ({ sequence, at: NINE, status });

/** Returns the slots of Tuesday, or of some days after it. */
const slotsOf = (agenda: ScheduleAgenda, days = 0) =>
  agenda.between(plus(NINE, days * DAY_MS), plus(NINE, days * DAY_MS + 3_600_000));
const statuses = (agenda: ScheduleAgenda, days = 0): readonly SlotStatus[] =>
  slotsOf(agenda, days).map(({ status }) => status);

/** Returns the free slots of a week as JSON, written anew or as the agenda has them. */
const freeSlots = (agenda: ScheduleAgenda, weeks = 0): SlotView =>
  agenda.view(day(MONDAY + weeks * 7), 'free', ({ status }) => status === 'free', writer);

/** Requests a week twice, so that it is cached. */
function requestTwice(agenda: ScheduleAgenda, weeks = 0): SlotView {
  freeSlots(agenda, weeks);
  return freeSlots(agenda, weeks);
}

describe('a week of a schedule', () => {
  test('AP-9: has the statuses that its slots have now', async () => {
    const agenda = await agendaOf();
    expect(statuses(agenda)).toEqual(['free', 'free', 'free', 'free', 'free', 'free']);
    agenda.change(plus(NINE, 600_000), change(1, 'busy'));
    agenda.change(NINE, change(2, 'tentative'));
    agenda.change(plus(NINE, 600_000), change(3, 'free'));
    expect(statuses(agenda)).toEqual(['tentative', 'free', 'free', 'free', 'free', 'free']);
    expect(agenda.version).toBe(3);
    expect(statuses(agenda, 1)).not.toContain('tentative');
  });

  test('SL-1: is written in order of time, and each entry has its place', async () => {
    const { bytes, starts, offsets } = freeSlots(await agendaOf());
    expect([starts.length, offsets.length, offsets.at(-1)]).toEqual([42, 43, bytes.length]);
    starts.forEach((start, index) => {
      const entry = bytes.toString('utf8', offsets[index], offsets[index + 1]);
      expect(entry.slice(0, 1)).toBe(',');
      expect(JSON.parse(entry.slice(1)).resource.id).toBe(slotId('jansen', start));
    });
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  test('is cached at the second request until the cache is full, and is created equal again', async () => {
    const agenda = await agendaOf(30_000);
    expect(freeSlots(agenda)).not.toBe(freeSlots(agenda));
    const first = freeSlots(agenda);
    expect(freeSlots(agenda)).toBe(first);
    for (let weeks = 1; weeks <= 3; weeks++) requestTwice(agenda, weeks);
    const again = freeSlots(agenda);
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  test('AP-9: is written again when one of its slots has changed, and in no other week', async () => {
    const agenda = await agendaOf();
    const [thisWeek, nextWeek] = [requestTwice(agenda), requestTwice(agenda, 1)];
    agenda.change(plus(NINE, 7 * DAY_MS), change(1, 'busy'));
    expect(freeSlots(agenda)).toBe(thisWeek);
    expect(freeSlots(agenda, 1).starts).toEqual(nextWeek.starts.filter((start) => start !== NINE + 7 * DAY_MS));
  });

  test('does not drive out another by forms that it no longer holds', async () => {
    const agenda = await agendaOf(70_000);
    const nextWeek = requestTwice(agenda, 1);
    requestTwice(agenda);
    for (let sequence = 1; sequence <= 20; sequence++) {
      freeSlots(agenda);
      agenda.change(NINE, change(sequence, 'busy'));
    }
    expect(freeSlots(agenda, 1)).toBe(nextWeek);
  });

  test('that was dropped is generated again', async () => {
    const agenda = await agendaOf();
    const cached = requestTwice(agenda);
    agenda.close();
    expect(freeSlots(agenda)).not.toBe(cached);
    expect(statuses(agenda)).toHaveLength(6);
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
    const slot = slotsOf(agenda)[0]?.slot;
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

test('AP-9: every status is the latest, for any changes and any order of evicted weeks', async () => {
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
      // Room for about two weeks.
      const agenda = new ScheduleAgenda(rules, new WeekCache(15_000));
      const expected = new Map<Instant, SlotStatus>();
      for (const [sequence, step] of all.entries()) {
        if ('look' in step) slotsOf(agenda, step.look * 7);
        else {
          const start = plus(NINE, Math.floor(step.slot / 6) * 7 * DAY_MS + (step.slot % 6) * 600_000);
          agenda.change(start, change(sequence + 1, step.status));
          expected.set(start, step.status);
        }
      }
      for (const { slot, status } of [0, 7, 14].flatMap((days) => slotsOf(agenda, days))) {
        expect(status).toBe(expected.get(slot.start) ?? 'free');
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
    const slot = slotsOf(agenda)[0]?.slot;
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
