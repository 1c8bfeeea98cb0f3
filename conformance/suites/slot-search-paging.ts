import { sortByStart, type TimedSlot, toUtc } from '../assertions/times.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { entriesOf } from '../read/bundle.ts';
import { describeValue } from '../read/json.ts';
import { type ParsedSlot, parseSlot } from '../read/parsed-slot.ts';
import { blockCheck } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import { isTooLong } from '../session/search-slots.ts';
import type { Session, SlotSearchResult } from '../session/session.ts';
import { isInside } from '../session/window.ts';

/** The most borders between pages that are examined. */
const MAX_BORDERS = 5;
/** The longest time between the slots of a border: a week. */
const MAX_BORDER_MS = 7 * 86_400_000;
const WEEKS = [1, 2, 3, 4];

/** Checks of the pages of a search, and of the weeks that step 3 of the flow searches. */
export const slotSearchPaging = suite('slot-search', [
  check('next-links', {
    title: 'Every next link leads to a page',
    clauses: ['SL-18'],
    catches: ['slot-next-404', 'slot-next-other-host'],
    async run({ session }) {
      const result = await session.freeSlots();
      const { pages, slots, incomplete } = result;
      if (incomplete === undefined)
        return satisfied(pages.length, `${slots.length} slots on ${pages.length} page(s) read`);
      if (isTooLong(result)) blockCheck(incomplete);
      return violated({
        examined: pages.length,
        message: incomplete,
        expected: 'a page behind every next link',
        actual: incomplete,
        path: 'link',
      });
    },
  }),

  check('next-complete', {
    title: 'Consecutive pages have every slot between them',
    clauses: ['SL-18'],
    catches: ['slot-next-skips'],
    run: ({ session }) => pagesAreComplete(session),
  }),

  check('weeks', {
    title: 'The searches of the four weeks together return every slot of the four-week search, each in its week',
    clauses: ['SL-9'],
    catches: [
      'slot-week-a-day-short',
      'slot-ignores-from',
      'slot-ignores-to',
      'slot-ignores-to-with-schedule',
      'slot-past-in-every-response',
    ],
    async run({ session }) {
      if ((await pagesAreComplete(session)).outcome !== 'satisfied') blockCheck('the pages of a search lack slots');
      let examined = 0;
      for (const { whole, weeks } of [await searchAgenda(session), await searchType(session)]) {
        const cut = weeks.find(({ incomplete }) => incomplete !== undefined);
        if (cut) blockCheck(`not every page can be read: ${cut.incomplete}`);
        const finding = findMissingSlot(session, whole, weeks) ?? findForeignWeek(session, weeks);
        if (finding) return finding;
        examined += whole.length;
      }
      return satisfied(examined, `${examined} slots examined, of one agenda and of the type`);
    },
  }),
]);

/** Asserts that consecutive pages have every slot that a search around their border finds (SL-18). */
async function pagesAreComplete(session: Session): Promise<Finding> {
  const type = await session.appointmentType();
  const { pages, slots } = await session.freeSlots();
  const moments = new Set(slots.map(momentOf));
  let borders = 0;
  for (const [index, page] of pages.slice(0, -1).entries()) {
    if (borders >= MAX_BORDERS) break;
    const next = pages[index + 1];
    const last = startOfEntry(session, page.body, -1);
    const first = startOfEntry(session, next?.body, 0);
    if (last === undefined || first === undefined || Math.abs(first - last) > MAX_BORDER_MS) continue;
    borders++;
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    const around = await session.searchSlots(flowQuery(session, type, { from: toUtc(from), to: toUtc(to) }));
    const missing = around.slots.find((slot) => !moments.has(momentOf(slot)));
    if (!missing) continue;
    return violated({
      examined: pages.length,
      message: 'the pages of a search lack a slot',
      expected: `the slot of ${describeValue(missing.start.text)}`,
      actual: 'the pages before and after it, without it',
      path: 'entry',
      exchanges: [page.exchangeId, ...(next ? [next.exchangeId] : []), missing.exchange],
    });
  }
  return satisfied(pages.length, `${slots.length} slots on ${pages.length} page(s) read; ${borders} borders examined`);
}

function startOfEntry(session: Session, body: unknown, index: number): number | undefined {
  const entry = entriesOf(body)?.at(index);
  return parseSlot(entry?.resource, { path: '', exchange: '', timeZone: session.options.timeZone })?.start.at;
}

/** Identifies a slot by its start, practitioner and category: other parts have checks of their own. */
function momentOf({ start, practitioners, categories }: ParsedSlot): string {
  return [start.at ?? start.text, ...practitioners, ...categories.map(({ code }) => code)].join(' ');
}

/** The same slots, from one search and from four. */
interface WholeAndWeeks {
  readonly whole: readonly TimedSlot[];
  readonly weeks: readonly SlotSearchResult[];
}

/** Searches the slots of one agenda, as step 3 of the flow does. */
async function searchAgenda(session: Session): Promise<WholeAndWeeks> {
  const schedule = await session.busiestSchedule();
  const { slots, incomplete } = await session.freeSlots();
  if (incomplete !== undefined) blockCheck(`not every page can be read: ${incomplete}`);
  const weeks = await Promise.all(WEEKS.map((week) => session.freeSlotsOfWeek(week, schedule)));
  return { whole: sortByStart(slots).filter((slot) => slot.schedule === schedule), weeks };
}

/** Searches the slots of every agenda (AG-5): one may have no slots on the days between two weeks. */
async function searchType(session: Session): Promise<WholeAndWeeks> {
  const type = await session.appointmentType();
  const weeks = await Promise.all(
    WEEKS.map((week) => session.searchSlots(flowQuery(session, type, session.week(week)))),
  );
  return { whole: sortByStart((await session.freeSlots()).slots), weeks };
}

function findMissingSlot(
  session: Session,
  whole: readonly TimedSlot[],
  weeks: readonly SlotSearchResult[],
): Finding | undefined {
  const moments = new Set(weeks.flatMap(({ slots }) => slots).map(momentOf));
  const missing = whole.find((slot) => !moments.has(momentOf(slot)) && isInside(session.window, slot.startsAt));
  if (!missing) return undefined;
  const index = weeks.findIndex((_, week) => isInside(session.week(week + 1), missing.startsAt));
  return violated({
    examined: whole.length,
    message: `the search of week ${index + 1} lacks a slot of that week`,
    expected: `the slot of ${describeValue(missing.start.text)}`,
    actual: 'four weeks without it',
    path: missing.path,
    // The search of its week comes first: it reproduces the violation.
    exchanges: [...(weeks[index]?.pages ?? []).map(({ exchangeId }) => exchangeId), missing.exchange],
  });
}

/** Finds a slot of another week. A slot on the day of the border is a matter of precision (SL-16). */
function findForeignWeek(session: Session, weeks: readonly SlotSearchResult[]): Finding | undefined {
  for (const [index, result] of weeks.entries()) {
    const slots = sortByStart(result.slots);
    const { from, to } = session.week(index + 1);
    const end = to.plus({ days: 1 }).toMillis();
    const foreign = slots.find(({ startsAt }) => startsAt < from.toMillis() || startsAt >= end);
    if (!foreign) continue;
    return violated({
      examined: slots.length,
      message: `the search of week ${index + 1} returns a slot of another week`,
      expected: `starts from ${from.toISODate()} up to ${to.toISODate()}`,
      actual: describeValue(foreign.start.text),
      path: `${foreign.path}.start`,
      exchanges: [foreign.exchange],
    });
  }
  return undefined;
}
