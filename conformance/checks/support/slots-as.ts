import { entriesOf } from '../../read/bundle.ts';
import { type SeenSlot, seenSlot } from '../../read/parsed-slot.ts';
import type { Run } from '../../session/session.ts';
import { slotPairs } from '../../session/slot-query.ts';
import type { Reply } from '../../session/response.ts';

/** The slots of the window that are shown to another organization, on the first page; undefined when it is refused. */
export async function slotsAs(
  run: Run,
  agb: string,
): Promise<{ readonly reply: Reply; readonly slots: readonly SeenSlot[] | undefined }> {
  const reply = await run.askOnce({
    purpose: 'search slots in the name of another organization',
    path: '/Slot',
    query: slotPairs(await run.scope()),
    organization: `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`,
  });
  const entries = reply.status === 200 ? entriesOf(reply.body) : undefined;
  const slots = entries?.flatMap(
    ({ resource, path }) =>
      seenSlot(resource, { path, exchange: reply.exchange, timeZone: run.options.timeZone }) ?? [],
  );
  return { reply, slots };
}
