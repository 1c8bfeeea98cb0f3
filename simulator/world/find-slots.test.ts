import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, instant, plus } from '../../fhir/instant.ts';
import { createOrganization, createRulesOfPractice } from '../../test/support/practice-rules.ts';
import { runs } from '../../test/support/runs.ts';
import { toInstant } from '../../test/support/time.ts';
import { calendarOf } from '../domain/agenda/calendar.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import { ALWAYS, unite } from '../domain/search/intervals.ts';
import { ANY_STATUS, type SlotQuery, type SlotStatus, STATUS_BITS } from '../domain/search/slot-query.ts';
import { createSlotWriter } from '../representation/slot.ts';
import { Agenda } from './agenda.ts';
import { findSlots } from './find-slots.ts';
import { WeekCache } from './week-cache.ts';

const MONDAY = toInstant('2026-11-23T08:00:00+01:00');
const DAY_MS = 86_400_000;
const HORIZON_DAYS = 6;
const calendar = calendarOf('Europe/Amsterdam');
const writer = createSlotWriter('published', () => 'http://localhost/fhir');
const everything: SlotQuery = { starts: ALWAYS, statuses: ANY_STATUS };
let filters = 0;

const opening = (from: string, to: string, type: string) => ({ days: 'workdays' as const, from, to, type });

/** Two schedules of 6 and 4 slots on each workday, a week ahead. */
async function agendaOf(cacheBytes = 1_000_000) {
  const schedules = [
    { id: 'jansen', practitioner: { id: 'jansen', name: 'Dr. Jansen' }, hours: [opening('09:00', '10:00', 'consult')] },
    {
      id: 'smit',
      practitioner: { id: 'smit', name: 'Dr. Smit' },
      hours: [opening('09:00', '10:00', 'talk'), opening('10:00', '10:20', 'consult')],
    },
  ];
  const rules = await createRulesOfPractice(createOrganization({}, { schedules }));
  return new Agenda(rules.schedules, calendar, HORIZON_DAYS, new WeekCache(cacheBytes));
}

/** Returns the ids of a page, and the start of the next page. */
function find(agenda: Agenda, query: Partial<SlotQuery> = {}, now = MONDAY, filter = `filter ${filters++}`) {
  const found = findSlots(agenda, { ...everything, ...query }, now, writer, filter);
  if (!found) return undefined;
  const entries = JSON.parse(`[${Buffer.concat(found.parts).toString()}]`) as { resource: { id: string } }[];
  expect(entries).toHaveLength(found.count);
  return { ids: entries.map(({ resource }) => resource.id), next: found.next, earliest: found.earliest };
}

const idsOf = (...page: Parameters<typeof find>): readonly string[] => find(...page)?.ids ?? ['no such page'];

/** Returns all pages of a search. */
function pages(agenda: Agenda, query: Partial<SlotQuery>): readonly (readonly string[])[] {
  const all: (readonly string[])[] = [];
  let after: string | undefined;
  do {
    const page = find(agenda, { ...query, ...(after === undefined ? {} : { after }) });
    if (!page) throw new Error('no such page');
    all.push(page.ids);
    after = page.next;
  } while (after !== undefined && all.length < 200);
  return all;
}

describe('a search for slots', () => {
  test('SL-1: finds all of them up to the horizon, schedule by schedule, in order of time', async () => {
    const ids = idsOf(await agendaOf());
    // Monday to Friday, and the next Sunday is the last day.
    expect(ids).toHaveLength(5 * 6 + 5 * 4);
    expect([ids[0], ids[29], ids[30], ids[49]]).toEqual([
      'jansen-20261123T0800Z',
      'jansen-20261127T0850Z',
      'smit-20261123T0800Z',
      'smit-20261127T0910Z',
    ]);
  });

  test('AP-10: leaves out those whose start has passed', async () => {
    const agenda = await agendaOf();
    const schedules = new Set(['jansen']);
    const from = (now: string) => idsOf(agenda, { schedules }, toInstant(now))[0];
    expect(from('2026-11-23T08:59:59.999+01:00')).toBe('jansen-20261123T0800Z');
    expect(from('2026-11-23T09:00:00+01:00')).toBe('jansen-20261123T0810Z');
    expect(from('2026-11-23T23:00:00+01:00')).toBe('jansen-20261124T0800Z');
  });

  test.each([
    ['SL-11: a schedule', { schedules: new Set(['smit']) }, 20],
    ['SL-11: an unknown schedule', { schedules: new Set(['de-boer']) }, 0],
    ['SL-8: a type', { types: new Set([0]) }, 40],
    ['SL-8: no type', { types: new Set<number>() }, 0],
    ['SL-12: a schedule and a type', { types: new Set([1]), schedules: new Set(['smit']) }, 10],
    ['SL-12: a type that the schedule has not', { types: new Set([1]), schedules: new Set(['jansen']) }, 0],
    ['SL-10: a status', { statuses: STATUS_BITS.busy }, 0],
  ])('%s is requested', async (_name, query, count) => {
    expect(idsOf(await agendaOf(), query)).toHaveLength(count);
  });

  test('SL-9: returns the requested days, also partial days', async () => {
    const agenda = await agendaOf();
    const [from, to] = [toInstant('2026-11-24T09:30:00+01:00'), toInstant('2026-11-25T09:20:00+01:00')];
    expect(idsOf(agenda, { starts: [{ from, to }], schedules: new Set(['jansen']) })).toEqual([
      'jansen-20261124T0830Z',
      'jansen-20261124T0840Z',
      'jansen-20261124T0850Z',
      'jansen-20261125T0800Z',
      'jansen-20261125T0810Z',
    ]);
  });

  test('AP-9: sees every change at once, though weeks are kept as they were written', async () => {
    const agenda = await agendaOf();
    const jansen = agenda.schedule('jansen');
    if (!jansen) throw new Error('no schedule');
    const free = (): readonly string[] => idsOf(agenda, { statuses: STATUS_BITS.free }, MONDAY, 'free');
    expect(free()).toContain('jansen-20261124T0800Z');
    agenda.change(jansen, toInstant('2026-11-24T08:00:00Z'), 'tentative', MONDAY);
    expect(free()).not.toContain('jansen-20261124T0800Z');
    expect(idsOf(agenda, { statuses: STATUS_BITS.tentative })).toEqual(['jansen-20261124T0800Z']);
    agenda.change(jansen, toInstant('2026-11-24T08:00:00Z'), 'free', MONDAY);
    expect(free()).toHaveLength(50);
  });

  test('returns the time until which its result is valid', async () => {
    const agenda = await agendaOf();
    expect(find(agenda)?.earliest).toBe(toInstant('2026-11-23T09:00:00+01:00'));
    expect(find(agenda, { types: new Set([7]) })?.earliest).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a paginated search', () => {
  test.each([1, 3, 6, 7, 49, 50, 51])('SL-18: by %d has every slot once, in the same order', async (count) => {
    const agenda = await agendaOf();
    const all = pages(agenda, { count });
    expect(all.flat()).toEqual(idsOf(agenda));
    expect(all.slice(0, -1).every((page) => page.length === count)).toBe(true);
    expect(all).toHaveLength(Math.ceil(50 / count));
  });

  test('SL-18: continues after a slot that was taken meanwhile', async () => {
    const agenda = await agendaOf();
    const free = { statuses: STATUS_BITS.free, count: 2 };
    const first = find(agenda, free);
    const jansen = agenda.schedule('jansen');
    if (!jansen || first?.next === undefined) throw new Error('no next page');
    agenda.change(jansen, toInstant('2026-11-23T08:10:00Z'), 'busy', MONDAY);
    expect(idsOf(agenda, { ...free, after: first.next })).toEqual(['jansen-20261123T0820Z', 'jansen-20261123T0830Z']);
  });

  test.each(['de-boer-20261123T0800Z', 'jansen', ''])('SL-18: does not go on behind %j', async (after) => {
    expect(find(await agendaOf(), { count: 2, after })).toBeUndefined();
  });
});

test('SL-12: any search finds what a look at every slot finds, however little is kept ready', async () => {
  const [roomy, narrow] = [await agendaOf(), await agendaOf(1500)];
  const minutes = fc.integer({ min: -60, max: 8 * 24 * 60 });
  const moments = minutes.map((minute) => plus(MONDAY, minute * 60_000));
  const spans = fc.array(fc.record({ from: moments, to: moments }), { minLength: 1, maxLength: 3 }).map(unite);
  const queries = fc.record(
    {
      starts: fc.oneof(fc.constant(ALWAYS), spans),
      statuses: fc.integer({ min: 1, max: 7 }),
      types: fc.subarray([0, 1]).map((types) => new Set(types)),
      schedules: fc.subarray(['jansen', 'smit', 'de-boer']).map((ids) => new Set(ids)),
    },
    { requiredKeys: ['starts', 'statuses'] },
  );
  const changes = fc.array(
    fc.tuple(
      fc.constantFrom('jansen', 'smit'),
      fc.nat({ max: 49 }),
      fc.constantFrom<SlotStatus>('free', 'busy', 'tentative'),
    ),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(queries, changes, moments, fc.integer({ min: 1, max: 20 }), (query, changed, now, count) => {
      for (const agenda of [roomy, narrow]) {
        for (const [id, index, status] of changed) {
          const schedule = agenda.schedule(id);
          const start = schedule && allSlots(agenda, id)[index]?.start;
          if (schedule && start !== undefined) agenda.change(schedule, start, status, now);
        }
        const expected = agenda.schedules.flatMap(({ rules }) => looked(agenda, rules.id, query, now));
        expect(idsOf(agenda, query, now)).toEqual(expected);
        expect(idsOf(agenda, { ...query, count }, now)).toEqual(expected.slice(0, count));
      }
    }),
    { numRuns: runs(60) },
  );

  function allSlots(agenda: Agenda, id: string) {
    const slots = agenda.schedule(id)?.between(plus(MONDAY, -2 * DAY_MS), plus(MONDAY, 16 * DAY_MS)) ?? [];
    return slots.map(({ slot, status }) => ({ ...slot, status }));
  }

  /** Finds slots by a scan of every slot, as reference. */
  function looked(agenda: Agenda, id: string, query: SlotQuery, now: Instant): readonly string[] {
    const end = agenda.horizonEnd(instant(now));
    return allSlots(agenda, id)
      .filter(({ start }) => start > now && start < end)
      .filter(({ start }) => query.starts.some(({ from, to }) => from <= start && start < to))
      .filter(({ type, status }) => (query.types?.has(type) ?? true) && (STATUS_BITS[status] & query.statuses) !== 0)
      .filter(() => query.schedules?.has(id) ?? true)
      .map(({ start }) => slotId(id, start));
  }
});
