import { entriesOf } from '../../read/bundle.ts';
import { type ParsedSlot, parseSlot } from '../../read/parsed-slot.ts';
import type { Session } from '../../session/session.ts';
import { slotQuery } from '../../session/slot-query.ts';
import type { XisResponse } from '../../session/response.ts';

/** The slots of the window that are shown to another organization, on the first page; undefined when it is refused. */
export async function slotsAs(
  session: Session,
  agb: string,
): Promise<{ readonly response: XisResponse; readonly slots: readonly ParsedSlot[] | undefined }> {
  const response = await session.sendCached({
    purpose: 'search slots in the name of another organization',
    path: '/Slot',
    query: slotQuery(await session.searchRange()),
    organization: `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`,
  });
  const entries = response.status === 200 ? entriesOf(response.body) : undefined;
  const slots = entries?.flatMap(
    ({ resource, path }) =>
      parseSlot(resource, { path, exchange: response.exchangeId, timeZone: session.options.timeZone }) ?? [],
  );
  return { response, slots };
}
