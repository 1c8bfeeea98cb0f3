import { entriesOf } from '../../read/bundle.ts';
import { describeValue } from '../../read/json.ts';
import { parseSlot } from '../../read/parsed-slot.ts';
import type { Session } from '../../session/session.ts';
import { slotQuery } from '../../session/slot-query.ts';
import type { Finding } from '../check.ts';
import { violated, satisfied } from './finding.ts';
import { utc } from './times.ts';

/** The most borders between pages that are looked at, and how far apart its slots may be: two days. */
const MOST_BORDERS = 5;
const WIDEST_MS = 2 * 86_400_000;

/** Whether pages have between them what a search around their border finds (SL-18). */
export async function pagesComplete(session: Session): Promise<Finding> {
  const { pages, slots } = await session.allSlots();
  const all = new Set(slots.map(({ key }) => key));
  let looked = 0;
  for (const [index, page] of pages.slice(0, -1).entries()) {
    if (looked >= MOST_BORDERS) break;
    const next = pages[index + 1];
    const last = startOf(session, page.body, -1);
    const first = startOf(session, next?.body, 0);
    if (last === undefined || first === undefined || Math.abs(first - last) > WIDEST_MS) continue;
    looked++;
    const span = { from: utc(Math.min(first, last)), to: utc(Math.max(first, last)) };
    const missing = (await session.searchSlots(slotQuery(span))).slots.find(({ key }) => !all.has(key));
    if (!missing) continue;
    return violated({
      subjects: pages.length,
      message: 'a slot is on none of the pages',
      expected: `the slot of ${describeValue(missing.start.text)}`,
      actual: 'the pages before and after it, without it',
      path: 'entry',
      exchanges: [page.exchangeId, ...(next ? [next.exchangeId] : []), missing.exchange],
    });
  }
  return satisfied(pages.length, `${slots.length} slots came on ${pages.length} page(s); ${looked} borders looked at`);
}

function startOf(session: Session, body: unknown, place: number): number | undefined {
  const entry = entriesOf(body)?.at(place);
  return parseSlot(entry?.resource, { path: '', exchange: '', timeZone: session.options.timeZone })?.start.at;
}
