import { entriesOf, nextLink } from '../read/bundle.ts';
import { describeValue } from '../read/json.ts';
import { type ParsedSlot, parseSlot } from '../read/parsed-slot.ts';
import { CheckBlocked } from './block-check.ts';
import type { QueryParameter, XisRequest, XisResponse } from './message.ts';
import type { Session, SlotSearchResult } from './session.ts';

/** The most pages and slots that are read of a search. */
const MAX_PAGES = 100;
const MAX_SLOTS = 50_000;
const TOO_LONG = 'the search has more than';

/** Returns whether pages are missing because the search has too many. */
export function isTooLong({ incomplete }: SlotSearchResult): boolean {
  return incomplete?.startsWith(TOO_LONG) ?? false;
}

/** Describes why a response cannot be read. */
export function describeUnreadable(response: XisResponse): string {
  if (response.failure) return `${response.requestLine}: ${response.failure.text}`;
  if (response.status !== 200) return `${response.requestLine} returned ${response.status}`;
  if (!response.isJson) return `${response.requestLine} returned a body that is not JSON`;
  return `${response.requestLine} returned ${describeValue(response.body)}`;
}

/**
 * Searches slots and follows the next links (SL-18).
 * @throws CheckBlocked when the first page cannot be read
 */
export async function searchSlots(session: Session, query: readonly QueryParameter[]): Promise<SlotSearchResult> {
  const names = [...new Set(query.map(([name]) => name))].join(', ');
  const purpose = names === '' ? 'search slots' : `search slots by ${names}`;
  const slots: ParsedSlot[] = [];
  const pages: XisResponse[] = [];
  const followed = new Set<string>();
  let request: XisRequest = { purpose, path: '/Slot', query };
  for (;;) {
    const response = await session.send(request);
    const found = slotsIn(response, session.options.timeZone);
    if (!found) {
      if (pages.length === 0) throw new CheckBlocked(describeUnreadable(response), response.failure?.kind, response);
      return { slots, pages, incomplete: `the next page cannot be read: ${describeUnreadable(response)}` };
    }
    pages.push(response);
    for (const slot of found) slots.push(slot);
    const next = nextLink(response.body);
    if (next === undefined) return { slots, pages };
    const link = resolveOnSameServer(next, session.options.baseUrl);
    if (link === undefined) return { slots, pages, incomplete: 'the next link leads to another server' };
    if (followed.has(link)) return { slots, pages, incomplete: 'the next links lead in a circle' };
    if (pages.length >= MAX_PAGES || slots.length >= MAX_SLOTS) {
      return { slots, pages, incomplete: `${TOO_LONG} ${pages.length} pages` };
    }
    followed.add(link);
    request = { purpose: 'follow the next link', path: '/Slot', link };
  }
}

/** Returns the slots of a page; undefined when the response is no Bundle. */
export function slotsIn(response: XisResponse, timeZone: string): readonly ParsedSlot[] | undefined {
  const entries = response.status === 200 ? entriesOf(response.body) : undefined;
  return entries?.flatMap(
    ({ resource, path }) => parseSlot(resource, { path, exchange: response.exchangeId, timeZone }) ?? [],
  );
}

/** Returns the URL of a link; undefined for another server, which must not learn the practice's headers. */
function resolveOnSameServer(link: string, base: string): string | undefined {
  if (!URL.canParse(link, `${base}/`)) return undefined;
  const url = new URL(link, `${base}/`);
  return url.origin === new URL(base).origin ? url.href : undefined;
}
