import { DateTime } from 'luxon';
import { assertEach, faultOf } from '../assertions/assert-each.ts';
import { middleDay, middleOfFreeSlots } from '../assertions/middle-day.ts';
import { describeResponse, returnsStatus, unexpected } from '../assertions/responses.ts';
import { EXPLANATION, outsideWindow } from '../assertions/search-window.ts';
import { sortByStart, type TimedSlot, toLocal, toUtc } from '../assertions/times.ts';
import { type TriedSearch, trySearch } from '../assertions/try-search.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { malformedDate } from '../fixtures/rejected-reads.ts';
import { describeCoding } from '../read/coding.ts';
import { describeValue } from '../read/json.ts';
import { blockCheck, skipCheck } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';
import { formatMoment, type SlotFilters } from '../session/slot-query.ts';

/** Offsets that are neither UTC nor the practice's, ahead of it and behind it. */
const OTHER_ZONES = ['UTC+5:30', 'UTC-5'];
/** The range around a slot in which it is searched: five minutes on each side. */
const MARGIN_MS = 300_000;

/** Checks of the filter on dates. */
export const slotSearchDates = suite('slot-search', [
  check('from', {
    title: 'A search from a date on (ge) returns slots that start from then on',
    clauses: ['SL-9'],
    catches: ['slot-ignores-from', 'slot-past-in-every-response'],
    async run({ session }) {
      await requireUsableDates(session);
      const { start, slotsBefore } = await middleOfFreeSlots(session);
      const slots = await searchByStart(session, { from: toUtc(start.toMillis()) });
      return eachStart(slots, ({ startsAt }) => startsAt >= start.toMillis(), {
        message: `a search returns slots that start before the requested date${EXPLANATION}`,
        expected: `starts from ${formatMoment(start)} on`,
        excluded: `${slotsBefore} earlier slots`,
      });
    },
  }),

  check('to', {
    title: 'A search up to a date (le) returns slots that start until then',
    clauses: ['SL-9'],
    catches: ['slot-ignores-to'],
    async run({ session }) {
      await requireUsableDates(session);
      return toNarrows(session);
    },
  }),

  check('from-inclusive', {
    title: 'A search by ge… returns a slot that starts exactly at that moment',
    clauses: ['SL-9'],
    catches: ['slot-from-exclusive'],
    async run({ session }) {
      requireInstants(session);
      const slot = await middleFreeSlot(session);
      const to = toUtc(slot.startsAt + MARGIN_MS);
      const around = await searchByStart(session, { from: toUtc(slot.startsAt - MARGIN_MS), to });
      if (!around.some(({ key }) => key === slot.key)) blockCheck('a search around the slot does not find it');
      const exact = await searchByStart(session, { from: toUtc(slot.startsAt), to });
      if (exact.some(({ key }) => key === slot.key)) return satisfied(1, 'one slot on the border examined');
      return violated({
        message: 'a search leaves out a slot that starts exactly at its border',
        expected: `the slot of ${describeValue(slot.start.text)}`,
        actual: `${exact.length} slots, without it`,
      });
    },
  }),

  check('date-precision', {
    title: 'A search by le with a date returns slots of that whole day',
    clauses: ['SL-16'],
    catches: ['slot-to-date-exclusive'],
    async run({ session }) {
      const { start } = await middleOfFreeSlots(session);
      const day = start.toISODate() ?? blockCheck('the day cannot be formatted');
      const end = start.plus({ days: 1 }).toMillis();
      const isThatDay = ({ startsAt }: TimedSlot): boolean => startsAt >= start.toMillis() && startsAt < end;
      const wanted = sortByStart((await session.freeSlots()).slots).filter(isThatDay);
      const query = flowQuery(session, await session.appointmentType(), { from: day, to: day });
      const { response, result } = await trySearch(session, 'search slots of one day', query);
      if (isRejected(response))
        skipCheck(`this XIS reads instants only: a search by dates returned ${response.status}`);
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
      const all = sortByStart((await session.freeSlots()).slots);
      const endOfDay = (at: number): number => toLocal(at, timeZone).endOf('day').toMillis();
      const first = all.find(({ startsAt }) =>
        all.some((later) => later.startsAt > startsAt && later.startsAt <= endOfDay(startsAt)),
      );
      if (!first) blockCheck('no day has two slots at different times: open one more slot');
      const day = toLocal(first.startsAt, timeZone).startOf('day').toMillis();
      const range = { from: formatMoment(toUtc(day)), to: formatMoment(toUtc(first.startsAt)) };
      const query = flowQuery(session, await session.appointmentType(), range);
      const { response, result } = await trySearch(session, 'search slots up to an instant', query);
      if (isRejected(response))
        skipCheck(`this XIS reads dates only: a search by instants returned ${response.status}`);
      if (!result) return unexpected(response, 'a search up to an instant has no Bundle', '200 and a Bundle');
      const slots = sortByStart(result.slots);
      if (slots.some(({ startsAt }) => startsAt > endOfDay(day))) blockCheck('the XIS ignores le');
      return eachStart(slots, ({ startsAt }) => startsAt <= first.startsAt, {
        message: 'a search returns slots of the same day that start after the requested instant',
        expected: `starts up to ${describeValue(first.start.text)}`,
        excluded: 'later slots of the day',
      });
    },
  }),

  check('offset', {
    title: "A search by a moment returns the same slot in UTC and with the practice's own offset",
    clauses: ['SL-27'],
    catches: ['slot-reads-offset-as-utc', 'slot-reads-offset-as-local'],
    run: ({ session }) => findsWithOffsets(session, [session.options.timeZone, 'utc']),
  }),

  check('other-offset', {
    title: 'A search by a moment returns the same slot with any other offset',
    clauses: ['SL-27'],
    isException: true,
    catches: ['slot-reads-other-offset-wrong'],
    async run({ session }) {
      const usual = await findsWithOffsets(session, [session.options.timeZone, 'utc']);
      if (usual.outcome !== 'satisfied') blockCheck('a search in UTC or with the own offset does not find the slot');
      return findsWithOffsets(session, ['utc', ...OTHER_ZONES]);
    },
  }),

  check('to-with-schedule', {
    title: 'A search up to a date (le) with type, schedule and status returns slots that start until then',
    clauses: ['SL-9'],
    catches: ['slot-ignores-to-with-schedule'],
    async run({ session }) {
      if ((await toNarrows(session)).outcome !== 'satisfied') blockCheck('le does not narrow by itself');
      const schedule = await session.busiestSchedule();
      const { slots, incomplete } = await session.freeSlots();
      const ofSchedule = sortByStart(slots).filter((slot) => slot.schedule === schedule);
      const { start, slotsAfter } = middleDay(session, ofSchedule, incomplete);
      return startsUpTo(await searchByStart(session, { to: start, schedule }), start, slotsAfter);
    },
  }),

  check('malformed-date', {
    title: 'A search by a date that does not exist returns 400',
    clauses: ['SL-17'],
    catches: ['slot-malformed-date-ignored', 'slot-malformed-date-500'],
    uses: { malformedDate },
    async run({ session, malformedDate }) {
      // The control: a search by dates that exist.
      await session.freeSlots();
      return returnsStatus(malformedDate, 400, 'a search by a date that does not exist');
    },
  }),
]);

/** Searches free slots of the type as step 2 does, with changes, the earliest first. */
async function searchByStart(session: Session, changes: SlotFilters): Promise<readonly TimedSlot[]> {
  const query = flowQuery(session, await session.appointmentType(), changes);
  return sortByStart((await session.searchSlots(query)).slots);
}

/**
 * Makes sure that slots outside of the window are reported as what they are, before a check finds too few slots in it.
 * @throws CheckBlocked when dates work alone, and not with other filters: the check of the combination reports it
 */
async function requireUsableDates(session: Session): Promise<void> {
  const type = await session.appointmentType();
  const { slots } = await session.freeSlots();
  if (!outsideWindow(session, slots)) return;
  const alone = await session
    .searchSlots(session.slotQuery(session.window))
    .then((result) => result.slots)
    .catch(() => undefined);
  if (alone !== undefined && alone.length > 0 && !outsideWindow(session, alone)) {
    blockCheck(`dates work by themselves, and not together with ${describeCoding(type)}`);
  }
}

/** @throws CheckBlocked for a XIS whose searches are by dates */
function requireInstants({ forms, options }: Session): void {
  if (forms.dateFormat === 'date') {
    skipCheck(`the search is by dates (${options.nameOption('dateFormat')}), which have no moments`);
  }
}

/** Asserts that a slot is found by its moment in several offsets (SL-27). */
async function findsWithOffsets(session: Session, zones: readonly string[]): Promise<Finding> {
  requireInstants(session);
  const slot = await middleFreeSlot(session);
  const type = await session.appointmentType();
  const searches: (TriedSearch & { readonly zone: string; readonly finds: boolean })[] = [];
  for (const zone of zones) {
    const start = DateTime.fromMillis(slot.startsAt, { zone });
    const query = flowQuery(session, type, { from: start.minus(MARGIN_MS), to: start.plus(MARGIN_MS) });
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
}

/** Returns whether a search was rejected for its parameters. */
function isRejected({ status }: XisResponse): boolean {
  return status === 400 || status === 422;
}

/** @throws CheckBlocked without free slots */
async function middleFreeSlot(session: Session): Promise<TimedSlot> {
  const slots = sortByStart((await session.freeSlots()).slots);
  return slots[Math.floor(slots.length / 2)] ?? blockCheck('this practice has no free slots in the next four weeks');
}

/** Asserts that `le` leaves out slots of later days (SL-9). Slots of the same day are a matter of precision (SL-16). */
async function toNarrows(session: Session): Promise<Finding> {
  const { start, slotsAfter } = await middleOfFreeSlots(session);
  return startsUpTo(await searchByStart(session, { to: toUtc(start.toMillis()) }), start, slotsAfter);
}

/**
 * Asserts that no slot starts on a later day than the requested one (SL-9).
 * @param slotsAfter how many slots are on later days, and have to be left out
 */
function startsUpTo(slots: readonly TimedSlot[], start: DateTime, slotsAfter: number): Finding {
  const end = start.plus({ days: 1 }).toMillis();
  return eachStart(slots, ({ startsAt }) => startsAt < end, {
    message: `a search returns slots that start after the requested date${EXPLANATION}`,
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
