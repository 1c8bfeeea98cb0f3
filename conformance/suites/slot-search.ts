import { assertEach, eachExchange, faultOf } from '../assertions/assert-each.ts';
import { isForeign, listedTypes } from '../assertions/listed-types.ts';
import { NEVER_ISSUED_CATEGORY, NEVER_ISSUED_ID } from '../assertions/never-issued.ts';
import { describeResponse, unexpected } from '../assertions/responses.ts';
import { outsideWindow, searchPast } from '../assertions/search-window.ts';
import { trySearch } from '../assertions/try-search.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { entriesOf } from '../read/bundle.ts';
import { type Coding, describeCodes, describeCoding, tokenOf } from '../read/coding.ts';
import { at, describeValue } from '../read/json.ts';
import { isSlotStatus } from '../read/slot-status.ts';
import { blockCheck, CheckBlocked } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import type { QueryParameter } from '../session/message.ts';
import type { Session, SlotSearchResult } from '../session/session.ts';
import type { SlotFilters } from '../session/slot-query.ts';

/** Checks of a search for slots and its filters, but for dates and pages. */
export const slotSearch = suite('slot-search', [
  check('bundle-type', {
    title: 'A search for slots returns 200 and a Bundle of type searchset',
    clauses: ['SL-1'],
    catches: ['slot-bundle-type', 'slot-search-500'],
    async run({ session }) {
      const pages = await pagesOfSearch(session);
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
      const { pages } = await session.slotsOfTypes();
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
      await session.freeSlots();
      const { response, slots } = await searchPast(session);
      if (slots !== undefined && slots.length > 0) blockCheck('the XIS returned slots on a day long past');
      if (slots) return satisfied(1, 'one empty Bundle examined');
      const message = 'a search without results does not return an empty Bundle';
      return unexpected(response, message, '200 and a Bundle without entries');
    },
  }),

  check('service-category', {
    title: 'A search by service-category returns slots of that category only',
    clauses: ['SL-8'],
    catches: ['slot-ignores-category'],
    run: async ({ session }) => unlessCombined(session, await categoryNarrows(session, flowQuery), categoryNarrows),
  }),

  check('status', {
    title: 'A search by status=free returns free slots only',
    clauses: ['SL-10'],
    catches: ['slot-ignores-status'],
    run: async ({ session }) => unlessCombined(session, await statusNarrows(session, flowQuery), statusNarrows),
  }),

  check('schedule', {
    title: 'A search by schedule returns slots of that schedule only',
    clauses: ['SL-11'],
    catches: ['slot-ignores-schedule'],
    async run({ session }) {
      const schedule = await session.busiestSchedule();
      const type = await session.appointmentType();
      const { slots } = await session.searchSlots(flowQuery(session, type, { schedule }));
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
      const query = flowQuery(session, type, { schedule: NEVER_ISSUED_ID });
      return (
        (await findSlots(session, query, 'a search by an unknown schedule returns slots', slots.length)) ?? finding
      );
    },
  }),

  check('schedule-reference', {
    title: 'A search by schedule=Schedule/{id} returns the same slots as by schedule={id}',
    clauses: ['SL-23'],
    catches: ['slot-refuses-schedule-reference'],
    async run({ session }) {
      const schedule = await session.busiestSchedule();
      const type = await session.appointmentType();
      const byId = await session.searchSlots(flowQuery(session, type, { schedule }));
      if (byId.slots.length === 0) blockCheck('a search by the id of a schedule returns no slots');
      const { response, result: byReference } = await trySearch(
        session,
        'search slots by a reference to a schedule',
        flowQuery(session, type, { schedule: `Schedule/${schedule}` }),
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
    title: 'A search by several filters returns slots that match all of them',
    clauses: ['SL-12'],
    catches: ['slot-last-filter-wins'],
    async run({ session }) {
      const narrowing = { category: categoryNarrows, status: statusNarrows, dates: datesNarrow };
      let examined = 0;
      for (const [name, narrows] of Object.entries(narrowing)) {
        const finding = await narrows(session, flowQuery);
        if (finding.outcome !== 'violated') {
          examined = Math.max(examined, finding.outcome === 'satisfied' ? finding.examined : 0);
          continue;
        }
        if (!(await narrowsAlone(session, narrows))) blockCheck(`the filter on ${name} does not work by itself`);
        return { ...finding, message: `${finding.message}, although by itself the filter on ${name} works` };
      }
      return satisfied(examined, `${examined} slots of the search of step 2 examined`);
    },
  }),

  check('comma', {
    title: 'A search by values with a comma between them returns slots that match one of the values',
    clauses: ['SL-24'],
    catches: ['slot-comma-is-literal'],
    async run({ session }) {
      let examined = 0;
      const type = await session.appointmentType();
      for (const [single, pair] of valuePairs(type, await session.busiestSchedule())) {
        const { slots: slotsOfSingle } = await session.searchSlots(flowQuery(session, type, single));
        const purpose = 'search slots by values with a comma';
        const { response, result } = await trySearch(session, purpose, flowQuery(session, type, pair));
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

  check('empty-value', {
    title: 'A search by a parameter without a value returns a Bundle, as without the parameter',
    clauses: ['SL-17'],
    catches: ['slot-empty-value-refused'],
    async run({ session }) {
      // The control: the same search without the parameter.
      await session.freeSlots();
      const type = await session.appointmentType();
      const query = flowQuery(session, type, { schedule: '' });
      const response = await session.send({ purpose: 'search slots by an empty schedule', path: '/Slot', query });
      if (response.status === 200 && entriesOf(response.body)) return satisfied(1, 'one empty value examined');
      const message = 'a search by a parameter without a value is rejected';
      return unexpected(response, message, '200 and a Bundle: R4 ignores a parameter without a value');
    },
  }),
]);

/**
 * Returns the Bundles of the search of step 2, or why it has no Bundle.
 * @throws CheckBlocked without a response
 */
async function pagesOfSearch(session: Session): Promise<SlotSearchResult['pages'] | string> {
  try {
    return (await session.slotsOfTypes()).pages;
  } catch (error) {
    if (!(error instanceof CheckBlocked) || !error.response || error.failure !== undefined) throw error;
    return error.message;
  }
}

/** Returns the parameters of a search by which a filter is examined: of step 2, or with that filter alone. */
type ComposeQuery = typeof flowQuery;

/** Asserts that a filter narrows a search. */
type Narrows = (session: Session, compose: ComposeQuery) => Promise<Finding>;

/** Composes a search without the other filters of step 2. */
const withOnly =
  (...names: readonly (keyof SlotFilters)[]): ComposeQuery =>
  (session, type, changes = {}) => {
    const filters: SlotFilters = { category: tokenOf(type), ...session.window, status: 'free', ...changes };
    return session.slotQuery(Object.fromEntries(names.map((name) => [name, filters[name]])));
  };

const ALONE = new Map<Narrows, ComposeQuery>([
  [categoryNarrows, withOnly('category')],
  [statusNarrows, withOnly('status')],
  [datesNarrow, withOnly('from', 'to')],
]);

/** Returns whether a filter narrows a search that has no other; a XIS may reject such a search. */
async function narrowsAlone(session: Session, narrows: Narrows): Promise<boolean> {
  const finding = await narrows(session, ALONE.get(narrows) ?? flowQuery).catch((error: unknown) => {
    if (error instanceof CheckBlocked) return undefined;
    throw error;
  });
  return finding?.outcome === 'satisfied' && finding.examined > 0;
}

/**
 * Returns a finding on a filter.
 * @throws CheckBlocked when the filter works by itself: then the check of the combination reports it (SL-12)
 */
async function unlessCombined(session: Session, finding: Finding, narrows: Narrows): Promise<Finding> {
  if (finding.outcome === 'violated' && (await narrowsAlone(session, narrows))) {
    blockCheck('the filter works by itself, and not together with others');
  }
  return finding;
}

/** Asserts that the filter on service category narrows (SL-8). */
async function categoryNarrows(session: Session, compose: ComposeQuery): Promise<Finding> {
  const type = await session.appointmentType();
  const { slots } = await session.searchSlots(compose(session, type));
  const listed = await listedTypes(session);
  const finding = assertEach(slots, 'slots examined; a search by an unknown category returns no slots', (slot) => {
    if (!isForeign(slot, type, listed)) return undefined;
    return faultOf(slot, {
      message: 'a search by category returns slots of another category',
      expected: `slots of ${describeCoding(type)} only`,
      actual: `a slot of ${describeCodes(slot.categories)}`,
      path: '.serviceCategory',
    });
  });
  if (finding.outcome === 'violated') return finding;
  // Where all slots are of one type, only a search by an unknown category leaves slots out.
  const query = compose(session, type, { category: NEVER_ISSUED_CATEGORY });
  return (await findSlots(session, query, 'a search by an unknown category returns slots', slots.length)) ?? finding;
}

/** Returns the finding that a search by an unknown value returns slots; undefined when it does not. */
async function findSlots(
  session: Session,
  query: readonly QueryParameter[],
  message: string,
  examined: number,
): Promise<Finding | undefined> {
  const { slots } = await session.searchSlots(query).catch(() => ({ slots: [] }));
  const [first] = slots;
  if (!first) return undefined;
  const actual = `${slots.length} slots`;
  return violated({ examined, message, expected: 'no slots', actual, exchanges: [first.exchange] });
}

/** Asserts that the filter on status narrows (SL-10). A slot with a status of no slot is a matter of SL-3. */
async function statusNarrows(session: Session, compose: ComposeQuery): Promise<Finding> {
  const type = await session.appointmentType();
  const { slots } = await session.searchSlots(compose(session, type));
  return assertEach(slots, 'free slots examined', (slot) => {
    if (slot.status === 'free' || !isSlotStatus(slot.status)) return undefined;
    return faultOf(slot, {
      message: 'a search by status=free returns slots that are not free',
      expected: 'free slots only',
      actual: `a slot with status ${describeValue(slot.status)}`,
      path: '.status',
    });
  });
}

/** Asserts that the filter on dates narrows (SL-9), to days: within a day it is a matter of precision (SL-16). */
async function datesNarrow(session: Session, compose: ComposeQuery): Promise<Finding> {
  const type = await session.appointmentType();
  const { slots } = await session.searchSlots(compose(session, type));
  return outsideWindow(session, slots) ?? satisfied(slots.length, `${slots.length} slots examined`);
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
