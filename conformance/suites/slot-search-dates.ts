import { DateTime } from 'luxon';
import { assertEach, faultOf } from '../assertions/assert-each.ts';
import { middleDay, middleOfAllSlots } from '../assertions/middle-day.ts';
import { describeResponse, returnsStatus } from '../assertions/responses.ts';
import { formatUtc, sortByStart, type TimedSlot, toLocal } from '../assertions/times.ts';
import { type TriedSearch, trySearch } from '../assertions/try-search.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { malformedDate } from '../fixtures/rejected-reads.ts';
import { tokenOf } from '../read/coding.ts';
import { describeValue } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';
import type { QueryParameter } from '../session/message.ts';

import type { Session } from '../session/session.ts';
import { formatMoment, slotQuery } from '../session/slot-query.ts';

/** Ways to write a moment, besides the practice's: in UTC, ahead of it and behind it. */
const ZONES = ['utc', 'UTC+2', 'UTC+5:30', 'UTC-5'];
/** The range around a slot in which it is searched: five minutes on each side. */
const MARGIN_MS = 300_000;

/** Checks of the filter on dates. */
export const slotSearchDates = suite('slot-search', [
  check('from', {
    title: 'A search by schedule.date=ge… returns slots from that moment on',
    clauses: ['SL-9'],
    catches: ['slot-ignores-from'],
    async run({ session }) {
      const { start, slotsBefore } = await middleOfAllSlots(session);
      const to = formatUtc((await session.searchRange()).to.toMillis());
      const slots = await searchByStart(session, slotQuery({ from: formatUtc(start.toMillis()), to }));
      return eachStart(slots, ({ startsAt }) => startsAt >= start.toMillis(), {
        message: 'a search returns slots that start before the requested date',
        expected: `starts from ${formatMoment(start)} on`,
        excluded: `${slotsBefore} earlier slots`,
      });
    },
  }),

  check('to', {
    title: 'A search by schedule.date=le… returns slots up to that moment',
    clauses: ['SL-9'],
    catches: ['slot-ignores-to'],
    run: ({ session }) => toNarrows(session),
  }),

  check('from-inclusive', {
    title: 'A search by ge… returns a slot that starts exactly at that moment',
    clauses: ['SL-9'],
    catches: ['slot-from-exclusive'],
    async run({ session }) {
      const slot = await middleFreeSlot(session);
      const to = formatUtc(slot.startsAt + MARGIN_MS);
      const around = await session.searchSlots(slotQuery({ from: formatUtc(slot.startsAt - MARGIN_MS), to }));
      if (!around.slots.some(({ key }) => key === slot.key)) blockCheck('a search around the slot does not find it');
      const exact = await session.searchSlots(slotQuery({ from: formatUtc(slot.startsAt), to }));
      if (exact.slots.some(({ key }) => key === slot.key)) return satisfied(1, 'one slot on the border examined');
      return violated({
        message: 'a search leaves out a slot that starts exactly at its border',
        expected: `the slot of ${describeValue(slot.start.text)}`,
        actual: `${exact.slots.length} slots, without it`,
      });
    },
  }),

  check('date-precision', {
    title: 'A search by le with a date returns slots of that whole day',
    clauses: ['SL-16'],
    catches: ['slot-to-date-exclusive'],
    async run({ session }) {
      const { start } = await middleOfAllSlots(session);
      const day = start.toISODate() ?? blockCheck('the day cannot be formatted');
      const end = start.plus({ days: 1 }).toMillis();
      const isThatDay = ({ startsAt }: TimedSlot): boolean => startsAt >= start.toMillis() && startsAt < end;
      const wanted = sortByStart((await session.allSlots()).slots).filter(isThatDay);
      const query = slotQuery({ from: day, to: day });
      const { response, result } = await trySearch(session, 'search slots of one day', query);
      const slots = sortByStart(result?.slots ?? []);
      if (slots.some(isThatDay)) return satisfied(slots.length, `${slots.length} slots of ${day} examined`);
      return violated({
        examined: wanted.length,
        message: 'a search by one day does not return its slots',
        expected: `slots of ${day}, which has ${wanted.length}`,
        actual: result ? `${slots.length} slots, all of other days` : describeResponse(response),
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('instant-precision', {
    title: 'A search by le with an instant returns slots up to that instant, and not of the whole day',
    clauses: ['SL-16'],
    catches: ['slot-instant-as-day'],
    async run({ session }) {
      const { timeZone } = session.options;
      const all = sortByStart((await session.allSlots()).slots);
      const endOfDay = (at: number): number => toLocal(at, timeZone).endOf('day').toMillis();
      const first = all.find(({ startsAt }) =>
        all.some((later) => later.startsAt > startsAt && later.startsAt <= endOfDay(startsAt)),
      );
      if (!first) blockCheck('no day has two slots at different times: open one more slot');
      const day = toLocal(first.startsAt, timeZone).startOf('day').toMillis();
      const query = slotQuery({ from: formatUtc(day), to: formatUtc(first.startsAt) });
      const slots = await searchByStart(session, query);
      if (slots.some(({ startsAt }) => startsAt > endOfDay(day))) blockCheck('the XIS ignores le');
      return eachStart(slots, ({ startsAt }) => startsAt <= first.startsAt, {
        message: 'a search returns slots of the same day that start after the requested instant',
        expected: `starts up to ${describeValue(first.start.text)}`,
        excluded: 'later slots of the day',
      });
    },
  }),

  check('offset', {
    title: 'A search by a moment returns the same slot with any offset',
    clauses: ['SL-27'],
    catches: ['slot-reads-offset-as-utc', 'slot-reads-offset-as-local'],
    async run({ session }) {
      const slot = await middleFreeSlot(session);
      const zones = [session.options.timeZone, ...ZONES];
      const searches: (TriedSearch & { readonly zone: string; readonly finds: boolean })[] = [];
      for (const zone of zones) {
        const start = DateTime.fromMillis(slot.startsAt, { zone });
        const query = slotQuery({ from: start.minus(MARGIN_MS), to: start.plus(MARGIN_MS) });
        const search = await trySearch(session, 'search slots by another offset', query);
        searches.push({ ...search, zone, finds: search.result?.slots.some(({ key }) => key === slot.key) ?? false });
      }
      const control = searches.find(({ finds }) => finds)?.zone;
      if (control === undefined) blockCheck('a search by its time does not find the slot, with any offset');
      return assertEach(searches, 'offsets examined', ({ zone, finds, response, result }) => {
        if (finds) return undefined;
        return {
          message: `a search by a moment with the offset of ${zone} does not return its slot`,
          expected: `the slot of ${describeValue(slot.start.text)}, as with the offset of ${control}`,
          actual: result ? `${result.slots.length} slots, without it` : describeResponse(response),
          exchanges: [response.exchangeId],
        };
      });
    },
  }),

  check('to-with-schedule', {
    title: 'A search by schedule.date=le… with type, schedule and status returns slots up to that moment',
    clauses: ['SL-9', 'SL-12'],
    catches: ['slot-ignores-to-with-schedule'],
    async run({ session }) {
      if ((await toNarrows(session)).outcome !== 'satisfied') blockCheck('le does not narrow by itself');
      const schedule = await session.busiestSchedule();
      const ofSchedule = sortByStart((await session.freeSlots()).slots).filter((slot) => slot.schedule === schedule);
      const { start, slotsAfter } = middleDay(session, ofSchedule);
      const category = tokenOf(await session.appointmentType());
      const query = slotQuery({ category, from: session.window.from, to: start, schedule, status: 'free' });
      return startsUpTo(await searchByStart(session, query), start, slotsAfter);
    },
  }),

  check('malformed-date', {
    title: 'A search by a date that does not exist returns 400',
    clauses: ['SL-17'],
    catches: ['slot-malformed-date-ignored', 'slot-malformed-date-500'],
    uses: { malformedDate },
    async run({ session, malformedDate }) {
      // The control: a search by dates that exist.
      await session.searchSlots(slotQuery(await session.searchRange()));
      return returnsStatus(malformedDate, 400, 'a search by a date that does not exist');
    },
  }),
]);

async function searchByStart(session: Session, query: readonly QueryParameter[]): Promise<readonly TimedSlot[]> {
  return sortByStart((await session.searchSlots(query)).slots);
}

/** @throws CheckBlocked without free slots */
async function middleFreeSlot(session: Session): Promise<TimedSlot> {
  const slots = sortByStart((await session.freeSlots()).slots);
  return slots[Math.floor(slots.length / 2)] ?? blockCheck('this practice has no free slots in the next four weeks');
}

/**
 * Asserts that `le` leaves out slots of later days, without other filters (SL-9). Slots of the same day are a matter of
 * precision (SL-16).
 */
async function toNarrows(session: Session): Promise<Finding> {
  const { start, slotsAfter } = await middleOfAllSlots(session);
  const query = slotQuery({ from: formatUtc(session.window.from.toMillis()), to: formatUtc(start.toMillis()) });
  return startsUpTo(await searchByStart(session, query), start, slotsAfter);
}

/**
 * Asserts that no slot starts on a later day than the requested one (SL-9).
 * @param slotsAfter how many slots are on later days, and have to be left out
 */
function startsUpTo(slots: readonly TimedSlot[], start: DateTime, slotsAfter: number): Finding {
  const end = start.plus({ days: 1 }).toMillis();
  return eachStart(slots, ({ startsAt }) => startsAt < end, {
    message: 'a search returns slots that start after the requested date',
    expected: `starts up to ${formatMoment(start)}`,
    excluded: `${slotsAfter} later slots`,
  });
}

/** Asserts the start of every slot; `excluded` are the slots that the search leaves out if it is right. */
function eachStart(
  slots: readonly TimedSlot[],
  isExpected: (slot: TimedSlot) => boolean,
  { message, expected, excluded }: { readonly message: string; readonly expected: string; readonly excluded: string },
): Finding {
  return assertEach(slots, `slots examined; ${excluded} are left out`, (slot) =>
    isExpected(slot)
      ? undefined
      : faultOf(slot, { message, expected, actual: describeValue(slot.start.text), path: '.start' }),
  );
}
