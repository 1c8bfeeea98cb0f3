/** What a single request has beside its line in the journal: its response, its clauses, and how it is repeated. */

import { redactJson, redactText, redactValue } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import { array, boolean, openObject, record, type Static, string, unknown } from '../../schema/schema.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import { formatCurl } from './curl.ts';
import { explainRequest } from './explain.ts';
import { listTouchedClauses } from './touched-clauses.ts';
import { explanationSchema, optionalRequestFields, requestFields, requestView } from './views.ts';

const responseSchema = openObject(
  {
    headers: record(string(), {
      description: 'The media type, `Location`, `Allow`, `Retry-After`, `WWW-Authenticate`.',
    }),
  },
  {
    body: unknown({
      description:
        'The redacted body, up to 16 KiB; of one that is not JSON its length. Of a searchset with many entries the first ones, and of a slot search also the number of slots as `total`. The slots are not in a store: they are absent after a restart, and in another process.',
    }),
    isExcerpt: boolean({ description: 'Whether the body is only a part of the one that was sent.' }),
  },
  { description: 'Absent when the connection was reset.' },
);

export const requestDetailsSchema = openObject(
  {
    ...requestFields,
    why: explanationSchema,
    clauses: array(openObject({ id: string() }), {
      description: 'The clauses that the request touches: of its problem, its notes and its operation.',
    }),
    curl: string({
      description:
        'The command that repeats the request, with the published organization header. Values that the journal does not keep are placeholders.',
    }),
  },
  { ...optionalRequestFields, response: responseSchema },
  { title: 'RequestDetails' },
);

/** A request with its response, the reason of it, and how it is repeated. */
export type RequestDetails = Static<typeof requestDetailsSchema>;

export function viewRequestDetails(world: World, entry: JournalEntry): RequestDetails {
  return defined({
    ...requestView(entry, (at) => world.formatLocal(at)),
    response: viewResponse(world, entry),
    why: explainRequest(world, entry),
    clauses: listTouchedClauses(entry).map((id) => ({ id })),
    curl: formatCurl(entry, { base: world.dependencies.base(), agb: world.practice.agb }),
  });
}

function viewResponse({ journal }: World, entry: JournalEntry): RequestDetails['response'] {
  const firstSlots = journal.firstSlotsOf(entry);
  if (!entry.response || firstSlots === undefined) return entry.response;
  const entries = redactJson(JSON.parse(`[${firstSlots}]`), (key, text) =>
    // The names of practitioners and types; slots have nothing of a patient.
    key === 'display' ? redactText(text) : redactValue(key, text),
  );
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: entry.found, entry: entries };
  return { ...entry.response, body: defined(bundle) };
}
