import { assertEach, eachExchange, faultOf, requireSlots } from '../assertions/assert-each.ts';
import { isForeign, listedTypes } from '../assertions/listed-types.ts';
import { NEVER_ISSUED_CATEGORY, NEVER_ISSUED_ID } from '../assertions/never-issued.ts';
import { describeResponse, unexpected } from '../assertions/responses.ts';
import { trySearch } from '../assertions/try-search.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { entriesOf } from '../read/bundle.ts';
import { type Coding, describeCodes, tokenOf } from '../read/coding.ts';
import { at, describeValue } from '../read/json.ts';

import { blockCheck, CheckBlocked } from '../session/block-check.ts';
import type { Session, SlotSearchResult } from '../session/session.ts';
import { type SlotFilters, slotQuery } from '../session/slot-query.ts';

/** Checks of a search for slots and its filters, but for dates and pages. */
export const slotSearch = suite('slot-search', [
  check('bundle-type', {
    title: 'A search for slots returns 200 and a Bundle of type searchset',
    clauses: ['SL-1'],
    catches: ['slot-bundle-type', 'slot-search-500'],
    async run({ session }) {
      const pages = await pagesOfAnySearch(session);
      if (typeof pages === 'string') {
        return violated({
          message: 'a search for slots does not return a Bundle',
          expected: "200 and a Bundle of type 'searchset'",
          actual: pages,
        });
      }
      return eachExchange(pages, 'Bundles examined', ({ body }) => {
        const type = at(body, 'type');
        if (type === 'searchset') return undefined;
        const message = 'the Bundle has another type';
        return { message, expected: "'searchset'", actual: describeValue(type), path: 'type' };
      });
    },
  }),

  check('full-url', {
    title: 'Every entry of the Bundle has a fullUrl',
    clauses: ['SL-1'],
    catches: ['slot-without-full-url'],
    async run({ session }) {
      const { pages } = await session.allSlots();
      const entries = pages.flatMap(({ body, exchangeId }) =>
        (entriesOf(body) ?? []).map((entry) => ({ ...entry, exchangeId })),
      );
      return eachExchange(entries, 'entries examined', ({ fullUrl, path }) => {
        if (fullUrl !== undefined) return undefined;
        const message = 'an entry has no fullUrl';
        return { message, expected: 'a fullUrl', actual: 'nothing', path: path.replace('.resource', '.fullUrl') };
      });
    },
  }),

  check('nothing-found', {
    title: 'A search without results returns an empty Bundle, and not an error',
    clauses: ['SL-1'],
    catches: ['slot-empty-404'],
    async run({ session }) {
      // The control: a search with results.
      await session.allSlots();
      const response = await session.send({
        purpose: 'search slots on a day long past',
        path: '/Slot',
        query: slotQuery({ from: '2001-01-01', to: '2001-01-02' }),
      });
      const entries = response.status === 200 ? entriesOf(response.body) : undefined;
      if (entries && entries.length > 0) blockCheck('the XIS returned slots on a day long past');
      if (entries) return satisfied(1, 'one empty Bundle examined');
      const message = 'a search without results does not return an empty Bundle';
      return unexpected(response, message, '200 and a Bundle without entries');
    },
  }),

  check('service-category', {
    title: 'A search by service-category returns slots of that category only',
    clauses: ['SL-8'],
    catches: ['slot-ignores-category'],
    run: ({ session }) => categoryNarrows(session),
  }),

  check('status', {
    title: 'A search by status=free returns free slots only',
    clauses: ['SL-10'],
    catches: ['slot-ignores-status'],
    run: ({ session }) => statusNarrows(session),
  }),

  check('schedule', {
    title: 'A search by schedule returns slots of that schedule only',
    clauses: ['SL-11'],
    catches: ['slot-ignores-schedule'],
    async run({ session }) {
      const schedule = await session.busiestSchedule();
      const range = await session.searchRange();
      const { slots } = await session.searchSlots(slotQuery({ ...range, schedule }));
      const outcome = 'slots examined; a search by an unknown schedule returns no slots';
      const finding = assertEach(slots, outcome, (slot) => {
        if (slot.schedule === undefined || slot.schedule === schedule) return undefined;
        return faultOf(slot, {
          message: 'a search by schedule returns slots of another schedule',
          expected: `slots of ${describeValue(schedule)} only`,
          actual: `a slot of ${describeValue(slot.schedule)}`,
          path: '.schedule.reference',
        });
      });
      if (finding.outcome === 'violated') return finding;
      // With a single schedule, only a search by an unknown schedule leaves slots out; it may be rejected too.
      const unknown = { ...range, schedule: NEVER_ISSUED_ID };
      const message = 'a search by an unknown schedule returns slots';
      return (await findSlots(session, unknown, message, slots.length)) ?? finding;
    },
  }),

  check('schedule-reference', {
    title: 'A search by schedule=Schedule/{id} returns the same slots as by schedule={id}',
    clauses: ['SL-23'],
    catches: ['slot-refuses-schedule-reference'],
    async run({ session }) {
      const schedule = await session.busiestSchedule();
      const range = await session.searchRange();
      const byId = await session.searchSlots(slotQuery({ ...range, schedule }));
      if (byId.slots.length === 0) blockCheck('a search by the id of a schedule returns no slots');
      const { response, result: byReference } = await trySearch(
        session,
        'search slots by a reference to a schedule',
        slotQuery({ ...range, schedule: `Schedule/${schedule}` }),
      );
      const keys = new Set(byReference?.slots.map(({ key }) => key));
      const missing = byId.slots.filter(({ key }) => !keys.has(key)).length;
      const isIncomplete = byId.incomplete !== undefined || byReference?.incomplete !== undefined;
      // Slots on pages that cannot be read say nothing about this filter.
      if (byReference && (missing === 0 || (keys.size > 0 && isIncomplete))) {
        return satisfied(keys.size, `both searches return the same ${keys.size} slots`);
      }
      return violated({
        examined: byId.slots.length,
        message: 'a search by a reference to a schedule returns fewer slots than by its id',
        expected: `${byId.slots.length} slots, as by the id`,
        actual: byReference ? `${byReference.slots.length} slots` : describeResponse(response),
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('combined', {
    title: 'A search by several filters, in any order, returns slots that match all of them',
    clauses: ['SL-12'],
    catches: ['slot-last-filter-wins'],
    async run({ session }) {
      for (const narrows of [categoryNarrows, statusNarrows]) {
        if ((await narrows(session)).outcome !== 'satisfied') blockCheck('one of the filters does not work by itself');
      }
      const type = await session.appointmentType();
      const listed = await listedTypes(session);
      const category = slotQuery({ category: tokenOf(type) });
      const status = slotQuery({ status: 'free' });
      const dates = slotQuery(await session.searchRange());
      let examined = 0;
      for (const query of [
        [...category, ...dates, ...status],
        [...status, ...dates, ...category],
      ]) {
        const { slots } = await session.searchSlots(query);
        examined += slots.length;
        const wrong = slots.find((slot) => slot.status !== 'free' || isForeign(slot, type, listed));
        if (!wrong) continue;
        const fault = faultOf(wrong, {
          message: `a search by ${query.map(([name]) => name).join(', ')} ignores one of them`,
          expected: `free slots of ${describeValue(type.code)}`,
          actual: `a slot with status ${describeValue(wrong.status)}, of ${describeCodes(wrong.categories)}`,
        });
        return violated({ examined, ...fault });
      }
      return satisfied(examined, `${examined} slots of two searches examined`);
    },
  }),

  check('comma', {
    title: 'A search by values with a comma between them returns slots that match one of the values',
    clauses: ['SL-24'],
    catches: ['slot-comma-is-literal'],
    async run({ session }) {
      let examined = 0;
      const range = await session.searchRange();
      for (const [single, pair] of valuePairs(await session.appointmentType(), await session.busiestSchedule())) {
        const { slots: slotsOfSingle } = await session.searchSlots(slotQuery({ ...range, ...single }));
        const purpose = 'search slots by values with a comma';
        const { response, result } = await trySearch(session, purpose, slotQuery({ ...range, ...pair }));
        const found = result?.slots.length ?? 0;
        examined += found;
        if (slotsOfSingle.length === 0 || found > 0) continue;
        return violated({
          examined,
          message: `a search by two values of ${Object.keys(single).join()} returns nothing, by one of them it does`,
          expected: `${slotsOfSingle.length} slots`,
          actual: result ? 'no slots' : describeResponse(response),
          exchanges: [response.exchangeId],
        });
      }
      if (examined === 0) blockCheck('no filter finds slots');
      return satisfied(examined, `${examined} slots examined`);
    },
  }),
]);

/**
 * Returns the Bundles of a search, or why it has no Bundle. A XIS may reject a search without filters, and accept step 2 of
 * the flow.
 * @throws CheckBlocked without a response
 */
async function pagesOfAnySearch(session: Session): Promise<SlotSearchResult['pages'] | string> {
  let reason: CheckBlocked | undefined;
  for (const search of [session.allSlots, session.freeSlots]) {
    try {
      return (await search()).pages;
    } catch (error) {
      if (!(error instanceof CheckBlocked)) throw error;
      reason ??= error;
    }
  }
  if (reason?.failure !== undefined) throw reason;
  return reason?.message ?? 'nothing';
}

/** Asserts that the filter on service category narrows by itself (SL-8). */
async function categoryNarrows(session: Session): Promise<Finding> {
  const type = await session.appointmentType();
  const range = await session.searchRange();
  const all = await requireSlots(session);
  const { slots } = await session.searchSlots(slotQuery({ ...range, category: tokenOf(type) }));
  const listed = await listedTypes(session);
  const finding = assertEach(slots, 'slots examined; a search by an unknown category returns no slots', (slot) => {
    if (!isForeign(slot, type, listed)) return undefined;
    return faultOf(slot, {
      message: 'a search by category returns slots of another category',
      expected: `slots of ${describeValue(type.code)} only`,
      actual: `a slot of ${describeCodes(slot.categories)}`,
      path: '.serviceCategory',
    });
  });
  if (finding.outcome === 'violated') return finding;
  // Where all slots are of one type, only a search by an unknown category leaves slots out.
  const unknown = { ...range, category: NEVER_ISSUED_CATEGORY };
  return (await findSlots(session, unknown, 'a search by an unknown category returns slots', all.length)) ?? finding;
}

/** Returns the finding that a search by an unknown value returns slots; undefined when it does not. */
async function findSlots(
  session: Session,
  filters: SlotFilters,
  message: string,
  examined: number,
): Promise<Finding | undefined> {
  const { slots } = await session.searchSlots(slotQuery(filters)).catch(() => ({ slots: [] }));
  const [first] = slots;
  if (!first) return undefined;
  const actual = `${slots.length} slots`;
  return violated({ examined, message, expected: 'no slots', actual, exchanges: [first.exchange] });
}

/** Asserts that the filter on status narrows by itself (SL-10). */
async function statusNarrows(session: Session): Promise<Finding> {
  const { slots } = await session.searchSlots(slotQuery({ ...(await session.searchRange()), status: 'free' }));
  const finding = assertEach(slots, 'free slots examined', (slot) => {
    if (slot.status === 'free') return undefined;
    return faultOf(slot, {
      message: 'a search by status=free returns slots that are not free',
      expected: 'free slots only',
      actual: `a slot with status ${describeValue(slot.status)}`,
      path: '.status',
    });
  });
  if (finding.outcome === 'violated') return finding;
  const excluded = (await session.allSlots()).slots.filter(({ status }) => status !== 'free').length;
  const control =
    excluded > 0 ? `${excluded} slots that are not free are left out` : 'without the filter all slots are free too';
  return satisfied(slots.length, `${finding.message}; ${control}`);
}

/** Returns filters that find slots, each with the same filter that has a second value without slots. */
function valuePairs(type: Coding, schedule: string): readonly (readonly [single: SlotFilters, pair: SlotFilters])[] {
  const category = tokenOf(type);
  return [
    [{ schedule }, { schedule: `${schedule},${NEVER_ISSUED_ID}` }],
    [{ category }, { category: `${category},${NEVER_ISSUED_CATEGORY}` }],
    [{ status: 'free' }, { status: 'free,busy' }],
  ];
}
