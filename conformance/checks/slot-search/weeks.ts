import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import type { Run, SlotsFound } from '../../session/session.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { isInside } from '../../session/window.ts';
import type { Finding } from '../check.ts';
import { broken, kept } from '../support/finding.ts';
import { pagesComplete } from '../support/pages-complete.ts';
import { byStart, type TimedSlot } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

const WEEKS = [1, 2, 3, 4];

export const searchWeeks: XisCheck = {
  id: 'slot-search/weeks',
  title: 'The four weekly pages together have every slot of the four-week search, and none that is not theirs',
  requirements: ['SL-13', 'SL-14'],
  level: 'must',
  needs: [],
  defects: ['slot-week-a-day-short', 'slot-ignores-from', 'slot-ignores-to', 'slot-ignores-to-with-schedule'],
  async run(run) {
    if ((await pagesComplete(run)).outcome !== 'kept') block('slots are lost between the pages of an answer');
    let subjects = 0;
    for (const { whole, weeks } of [await oneAgenda(run), await allSlots(run)]) {
      const cut = weeks.find(({ incomplete }) => incomplete !== undefined);
      if (cut) block(`not every page can be read: ${cut.incomplete}`);
      const pages = weeks.map(({ slots }) => byStart(slots));
      const wrong = gap(run, whole, weeks) ?? stray(run, pages);
      if (wrong) return wrong;
      subjects += whole.length;
    }
    return kept(subjects, `${subjects} slots looked at, of one agenda and of all`);
  },
};

interface Views {
  readonly whole: readonly TimedSlot[];
  readonly weeks: readonly SlotsFound[];
}

/** What step 3 of the flow asks for. */
async function oneAgenda(run: Run): Promise<Views> {
  const schedule = await run.schedule();
  const { slots, incomplete } = await run.fourWeeks();
  if (incomplete !== undefined) block(`not every page can be read: ${incomplete}`);
  const weeks = await Promise.all(WEEKS.map((week) => run.weekSlots(week, schedule)));
  return { whole: byStart(slots).filter((slot) => slot.schedule === schedule), weeks };
}

/** Every slot: an agenda may have none on the days that matter. */
async function allSlots(run: Run): Promise<Views> {
  const weeks = await Promise.all(WEEKS.map((week) => run.slots(slotPairs(run.week(week)))));
  return { whole: byStart((await run.everything()).slots), weeks };
}

function gap(run: Run, whole: readonly TimedSlot[], weeks: readonly SlotsFound[]): Finding | undefined {
  const keys = new Set(weeks.flatMap(({ slots }) => slots).map(({ key }) => key));
  const missing = whole.find(({ key, startsAt }) => !keys.has(key) && isInside(run.window, startsAt));
  if (!missing) return undefined;
  const own = weeks.findIndex((_, index) => isInside(run.week(index + 1), missing.startsAt));
  return broken({
    subjects: whole.length,
    message: `a slot is on none of the weekly pages; it belongs to week ${own + 1}`,
    expected: `the slot of ${found(missing.start.text)}`,
    actual: 'four pages without it',
    path: missing.path,
    // First what asked for its week, by which it can be seen again; then where it was found.
    exchanges: [...(weeks[own]?.pages ?? []).map(({ exchange }) => exchange), missing.exchange],
  });
}

/** What a page has of another; a slot of the day of the border is a matter of precision (SL-16). */
function stray(run: Run, pages: readonly (readonly TimedSlot[])[]): Finding | undefined {
  for (const [index, slots] of pages.entries()) {
    const { from, to } = run.week(index + 1);
    const end = to.plus({ days: 1 }).toMillis();
    const other = slots.find(({ startsAt }) => startsAt < from.toMillis() || startsAt >= end);
    if (!other) continue;
    return broken({
      subjects: slots.length,
      message: `a slot on the page of week ${index + 1} belongs to another`,
      expected: `starts from ${from.toISODate()} up to ${to.toISODate()}`,
      actual: found(other.start.text),
      path: `${other.path}.start`,
      exchanges: [other.exchange],
    });
  }
  return undefined;
}
