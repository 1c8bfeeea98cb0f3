import { entriesOf, nextLink } from '../read/bundle.ts';
import { found } from '../read/json.ts';
import { type SeenSlot, seenSlot } from '../read/parsed-slot.ts';
import type { Reply } from './response.ts';
import type { Pair, TargetRequest } from './request.ts';
import { block } from './block-check.ts';
import type { Run, SlotsFound } from './session.ts';

/** How many pages of a search are followed. */
const MOST_PAGES = 100;
const MOST_SLOTS = 50_000;
const MORE = 'there are more';

/** Whether a search was left because it had too many pages. */
export function isTooLong({ incomplete }: SlotsFound): boolean {
  return incomplete?.startsWith(MORE) ?? false;
}

/** Why an answer is no Bundle that could be read. */
export function unreadable(reply: Reply): string {
  if (reply.failure) return `${reply.line}: ${reply.failure.text}`;
  if (reply.status !== 200) return `${reply.line} was answered with ${reply.status}`;
  if (!reply.isJson) return `${reply.line} was answered with a body that is no JSON`;
  return `${reply.line} was answered with ${found(reply.body)}`;
}

/** Searches slots and follows the pages of the answer (SL-18). */
export async function searchSlots(run: Run, query: readonly Pair[]): Promise<SlotsFound> {
  const names = [...new Set(query.map(([name]) => name))].join(', ');
  const purpose = names === '' ? 'search slots' : `search slots by ${names}`;
  const slots: SeenSlot[] = [];
  const pages: Reply[] = [];
  const seen = new Set<string>();
  let request: TargetRequest = { purpose, path: '/Slot', query };
  for (;;) {
    const reply = await run.ask(request);
    const entries = reply.status === 200 ? entriesOf(reply.body) : undefined;
    if (!entries) {
      if (pages.length === 0) block(unreadable(reply), reply.failure?.kind);
      return { slots, pages, incomplete: `the next page cannot be read: ${unreadable(reply)}` };
    }
    pages.push(reply);
    for (const { resource, path } of entries) {
      const slot = seenSlot(resource, { path, exchange: reply.exchange, timeZone: run.options.timeZone });
      if (slot) slots.push(slot);
    }
    const next = nextLink(reply.body);
    if (next === undefined) return { slots, pages };
    const link = sameServer(next, run.options.baseUrl);
    if (link === undefined) return { slots, pages, incomplete: 'the next link leads to another server' };
    if (seen.has(link)) return { slots, pages, incomplete: 'the next links lead in a circle' };
    if (pages.length >= MOST_PAGES || slots.length >= MOST_SLOTS) {
      return { slots, pages, incomplete: `${MORE} than ${pages.length} pages` };
    }
    seen.add(link);
    request = { purpose: 'follow the next link', path: '/Slot', link };
  }
}

/** Another server is not told who the practice is. */
function sameServer(link: string, base: string): string | undefined {
  if (!URL.canParse(link, `${base}/`)) return undefined;
  const url = new URL(link, `${base}/`);
  return url.origin === new URL(base).origin ? url.href : undefined;
}
