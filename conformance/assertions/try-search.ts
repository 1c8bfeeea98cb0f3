import type { QueryParameter, XisResponse } from '../session/message.ts';
import type { Session, SlotSearchResult } from '../session/session.ts';

export interface TriedSearch {
  readonly response: XisResponse;
  readonly result: SlotSearchResult | undefined;
}

/** Searches slots in a way that a XIS may reject: then the result is undefined. */
export async function trySearch(
  session: Session,
  purpose: string,
  query: readonly QueryParameter[],
): Promise<TriedSearch> {
  const response = await session.sendCached({ purpose, path: '/Slot', query });
  return { response, result: response.status === 200 ? await session.searchSlots(query) : undefined };
}
