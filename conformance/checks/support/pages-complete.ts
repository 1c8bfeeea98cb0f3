import { entriesOf } from '../../read/bundle.ts';
import { found } from '../../read/json.ts';
import { seenSlot } from '../../read/parsed-slot.ts';
import type { Run } from '../../session/session.ts';
import { slotPairs } from '../../session/slot-query.ts';
import type { Finding } from '../check.ts';
import { broken, kept } from './finding.ts';
import { utc } from './times.ts';

/** The most borders between pages that are looked at, and how far apart its slots may be: two days. */
const MOST_BORDERS = 5;
const WIDEST_MS = 2 * 86_400_000;

/** Whether pages have between them what a search around their border finds (SL-18). */
export async function pagesComplete(run: Run): Promise<Finding> {
  const { pages, slots } = await run.everything();
  const all = new Set(slots.map(({ key }) => key));
  let looked = 0;
  for (const [index, page] of pages.slice(0, -1).entries()) {
    if (looked >= MOST_BORDERS) break;
    const next = pages[index + 1];
    const last = startOf(run, page.body, -1);
    const first = startOf(run, next?.body, 0);
    if (last === undefined || first === undefined || Math.abs(first - last) > WIDEST_MS) continue;
    looked++;
    const span = { from: utc(Math.min(first, last)), to: utc(Math.max(first, last)) };
    const missing = (await run.slots(slotPairs(span))).slots.find(({ key }) => !all.has(key));
    if (!missing) continue;
    return broken({
      subjects: pages.length,
      message: 'a slot is on none of the pages',
      expected: `the slot of ${found(missing.start.text)}`,
      actual: 'the pages before and after it, without it',
      path: 'entry',
      exchanges: [page.exchange, ...(next ? [next.exchange] : []), missing.exchange],
    });
  }
  return kept(pages.length, `${slots.length} slots came on ${pages.length} page(s); ${looked} borders looked at`);
}

function startOf(run: Run, body: unknown, place: number): number | undefined {
  const entry = entriesOf(body)?.at(place);
  return seenSlot(entry?.resource, { path: '', exchange: '', timeZone: run.options.timeZone })?.start.at;
}
