import { entriesOf, nextLink } from '../read/bundle.ts';
import { describeValue } from '../read/json.ts';
import { type ParsedSlot, parseSlot } from '../read/parsed-slot.ts';
import { blockCheck } from './block-check.ts';
import type { QueryParameter, XisRequest } from './request.ts';
import type { XisResponse } from './response.ts';
import type { Session, SlotSearchResult } from './session.ts';

/** How many pages of a search are followed. */
const MOST_PAGES = 100;
const MOST_SLOTS = 50_000;
const MORE = 'there are more';

/** Whether a search was left because it had too many pages. */
export function isTooLong({ incomplete }: SlotSearchResult): boolean {
  return incomplete?.startsWith(MORE) ?? false;
}

/** Why an answer is no Bundle that could be read. */
export function describeUnreadable(response: XisResponse): string {
  if (response.failure) return `${response.requestLine}: ${response.failure.text}`;
  if (response.status !== 200) return `${response.requestLine} was answered with ${response.status}`;
  if (!response.isJson) return `${response.requestLine} was answered with a body that is no JSON`;
  return `${response.requestLine} was answered with ${describeValue(response.body)}`;
}

/** Searches slots and follows the pages of the answer (SL-18). */
export async function searchSlots(session: Session, query: readonly QueryParameter[]): Promise<SlotSearchResult> {
  const names = [...new Set(query.map(([name]) => name))].join(', ');
  const purpose = names === '' ? 'search slots' : `search slots by ${names}`;
  const slots: ParsedSlot[] = [];
  const pages: XisResponse[] = [];
  const seen = new Set<string>();
  let request: XisRequest = { purpose, path: '/Slot', query };
  for (;;) {
    const response = await session.send(request);
    const entries = response.status === 200 ? entriesOf(response.body) : undefined;
    if (!entries) {
      if (pages.length === 0) blockCheck(describeUnreadable(response), response.failure?.kind);
      return { slots, pages, incomplete: `the next page cannot be read: ${describeUnreadable(response)}` };
    }
    pages.push(response);
    for (const { resource, path } of entries) {
      const slot = parseSlot(resource, { path, exchange: response.exchangeId, timeZone: session.options.timeZone });
      if (slot) slots.push(slot);
    }
    const next = nextLink(response.body);
    if (next === undefined) return { slots, pages };
    const link = sameServer(next, session.options.baseUrl);
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
