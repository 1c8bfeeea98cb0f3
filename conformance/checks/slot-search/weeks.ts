import { found } from '../../read/json.ts';
import { block } from '../../run/blocked.ts';
import type { Run } from '../../run/run.ts';
import type { Finding } from '../check.ts';
import { broken, kept } from '../support/finding.ts';
import { pagesComplete } from '../support/pages-complete.ts';
import { byStart, type TimedSlot } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

const WEEKS = [1, 2, 3, 4];

export const searchWeeks: XisCheck = {
  id: 'slot-search/weeks',
  title: 'The four weekly pages together have every slot of the four-week search, and none twice',
  requirements: ['SL-13', 'SL-14'],
  level: 'must',
  needs: [],
  defects: ['slot-week-a-day-short', 'slot-ignores-from', 'slot-ignores-to', 'slot-ignores-to-with-schedule'],
  async run(run) {
    if ((await pagesComplete(run)).outcome !== 'kept') block('slots are lost between the pages of an answer');
    const schedule = await run.schedule();
    const whole = await run.fourWeeks();
    const weeks = await Promise.all(WEEKS.map((week) => run.weekSlots(week, schedule)));
    const cut = [whole, ...weeks].find(({ incomplete }) => incomplete !== undefined);
    if (cut) block(`not every page can be read: ${cut.incomplete}`);
    const own = byStart(whole.slots).filter((slot) => slot.schedule === schedule);
    const pages = weeks.map(({ slots }) => byStart(slots));
    return gap(run, own, pages) ?? double(run, pages) ?? kept(own.length, `${own.length} slots looked at`);
  },
};

function gap(run: Run, own: readonly TimedSlot[], pages: readonly (readonly TimedSlot[])[]): Finding | undefined {
  const keys = new Set(pages.flat().map(({ key }) => key));
  const { from, to } = run.window;
  const missing = own.find(
    ({ key, startsAt }) => !keys.has(key) && startsAt >= from.toMillis() && startsAt <= to.toMillis(),
  );
  if (!missing) return undefined;
  return broken({
    subjects: own.length,
    message: 'a slot is on none of the weekly pages',
    expected: `the slot of ${found(missing.start.text)}`,
    actual: 'four pages without it',
    path: missing.path,
  });
}

/** What a page has of another; a slot of the day of the border is a matter of precision (SL-16). */
function double(run: Run, pages: readonly (readonly TimedSlot[])[]): Finding | undefined {
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
