import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import type { Session, SlotSearchResult } from '../../session/session.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { isInside } from '../../session/window.ts';
import type { Finding } from '../check.ts';
import { violated, satisfied } from '../support/finding.ts';
import { pagesComplete } from '../support/pages-complete.ts';
import { byStart, type TimedSlot } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

const WEEKS = [1, 2, 3, 4];

export const searchWeeks: XisCheck = {
  id: 'slot-search/weeks',
  title: 'The four weekly pages together have every slot of the four-week search, and none that is not theirs',
  clauses: ['SL-13', 'SL-14'],
  level: 'must',
  needs: [],
  catches: ['slot-week-a-day-short', 'slot-ignores-from', 'slot-ignores-to', 'slot-ignores-to-with-schedule'],
  async run(session) {
    if ((await pagesComplete(session)).outcome !== 'kept') blockCheck('slots are lost between the pages of an answer');
    let subjects = 0;
    for (const { whole, weeks } of [await oneAgenda(session), await allSlots(session)]) {
      const cut = weeks.find(({ incomplete }) => incomplete !== undefined);
      if (cut) blockCheck(`not every page can be read: ${cut.incomplete}`);
      const pages = weeks.map(({ slots }) => byStart(slots));
      const wrong = gap(session, whole, weeks) ?? stray(session, pages);
      if (wrong) return wrong;
      subjects += whole.length;
    }
    return satisfied(subjects, `${subjects} slots looked at, of one agenda and of all`);
  },
};

interface Views {
  readonly whole: readonly TimedSlot[];
  readonly weeks: readonly SlotSearchResult[];
}

/** What step 3 of the flow asks for. */
async function oneAgenda(session: Session): Promise<Views> {
  const schedule = await session.busiestSchedule();
  const { slots, incomplete } = await session.freeSlots();
  if (incomplete !== undefined) blockCheck(`not every page can be read: ${incomplete}`);
  const weeks = await Promise.all(WEEKS.map((week) => session.freeSlotsOfWeek(week, schedule)));
  return { whole: byStart(slots).filter((slot) => slot.schedule === schedule), weeks };
}

/** Every slot: an agenda may have none on the days that matter. */
async function allSlots(session: Session): Promise<Views> {
  const weeks = await Promise.all(WEEKS.map((week) => session.searchSlots(slotQuery(session.week(week)))));
  return { whole: byStart((await session.allSlots()).slots), weeks };
}

function gap(session: Session, whole: readonly TimedSlot[], weeks: readonly SlotSearchResult[]): Finding | undefined {
  const keys = new Set(weeks.flatMap(({ slots }) => slots).map(({ key }) => key));
  const missing = whole.find(({ key, startsAt }) => !keys.has(key) && isInside(session.window, startsAt));
  if (!missing) return undefined;
  const own = weeks.findIndex((_, index) => isInside(session.week(index + 1), missing.startsAt));
  return violated({
    subjects: whole.length,
    message: `a slot is on none of the weekly pages; it belongs to week ${own + 1}`,
    expected: `the slot of ${describeValue(missing.start.text)}`,
    actual: 'four pages without it',
    path: missing.path,
    // First what asked for its week, by which it can be seen again; then where it was found.
    exchanges: [...(weeks[own]?.pages ?? []).map(({ exchangeId }) => exchangeId), missing.exchange],
  });
}

/** What a page has of another; a slot of the day of the border is a matter of precision (SL-16). */
function stray(session: Session, pages: readonly (readonly TimedSlot[])[]): Finding | undefined {
  for (const [index, slots] of pages.entries()) {
    const { from, to } = session.week(index + 1);
    const end = to.plus({ days: 1 }).toMillis();
    const other = slots.find(({ startsAt }) => startsAt < from.toMillis() || startsAt >= end);
    if (!other) continue;
    return violated({
      subjects: slots.length,
      message: `a slot on the page of week ${index + 1} belongs to another`,
      expected: `starts from ${from.toISODate()} up to ${to.toISODate()}`,
      actual: describeValue(other.start.text),
      path: `${other.path}.start`,
      exchanges: [other.exchange],
    });
  }
  return undefined;
}
