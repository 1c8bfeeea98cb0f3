import { instant } from '../../fhir/instant.ts';
import type { SlotQuery } from '../domain/search/slot-query.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import type { Agenda } from '../world/agenda.ts';
import { findSlots } from '../world/find-slots.ts';
import type { Interaction } from './interaction.ts';
import { isStrict, toSearchUrl } from './read-input.ts';
import { readSlotQuery } from './slot-parameters.ts';

const END = Buffer.from(']}');

/** Handles `GET /Slot` (SL-1, SL-8 to SL-19). */
export const searchSlot: Interaction = (world, request) => {
  const now = world.clock.now();
  const isCacheable = request.hasOpenQuery && !isStrict(request.prefer);
  const { responses } = world.dependencies;
  const cached = isCacheable ? responses.get(world.agenda, request.rawQuery, now) : undefined;
  if (cached) return cached;

  const read = readSlotQuery(world, request);
  if (isProblem(read)) return read;
  const selected = withKnownSchedules(read.query, world.agenda);
  const isCountOnly = selected.count === 0;
  const query = isCountOnly ? withoutPages(selected) : limitCount(selected, world.practice.pageSize);
  const found = findSlots(world.agenda, query, now, world.slotWriter, toFilterKey(query));
  if (!found) return { problem: 'bad-page' };

  const head = writeBundleHead(request.base, read.used.query, query, found.count, found.next);
  const isEmpty = isCountOnly || found.count === 0;
  const response: InteractionResponse = {
    status: 200,
    head: isEmpty ? `${head}}` : `${head},"entry":[`,
    parts: isEmpty ? [] : [...found.parts, END],
    journal: {
      found: found.count,
      search: { query, sequence: world.agenda.sequence, at: now },
      notes: read.used.notes,
    },
  };
  if (isCacheable) {
    responses.store(world.agenda, request.rawQuery, {
      response,
      schedules: query.schedules,
      expiresAt: instant(Math.min(found.earliest, world.tomorrow())),
      bytes: found.parts.reduce((sum, part) => sum + part.length, 0),
    });
  }
  return response;
};

/** Names the schedules by the ids of the agenda: the journal keeps the query, and a text of the request may be a BSN. */
function withKnownSchedules(query: SlotQuery, agenda: Agenda): SlotQuery {
  if (!query.schedules) return query;
  const known = [...query.schedules].flatMap((id) => agenda.schedule(id)?.rules.id ?? []);
  return { ...query, schedules: new Set(known) };
}

/** Limits `_count` to the page size of the practice. */
function limitCount(query: SlotQuery, pageSize: number | undefined): SlotQuery {
  if (pageSize === undefined) return query;
  return { ...query, count: Math.min(query.count ?? pageSize, pageSize) };
}

/** Returns the query of all slots that match, for a search that requests their count only. */
function withoutPages({ count: _count, after: _after, ...query }: SlotQuery): SlotQuery {
  return query;
}

/** Returns the cache key of the parts of a query that select slots of a day. */
function toFilterKey({ types, statuses }: SlotQuery): string {
  return `${statuses} ${types ? [...types].sort((a, b) => a - b).join(',') : '*'}`;
}

/** Writes the start of the Bundle. A page has no total: it would cost a count, and may change before the next page. */
function writeBundleHead(
  base: string,
  usedQuery: string,
  { count }: SlotQuery,
  total: number,
  next: string | undefined,
): string {
  const links = [{ relation: 'self', url: toSearchUrl(base, 'Slot', usedQuery) }];
  if (next !== undefined) {
    const rest = usedQuery.split('&').filter((pair) => pair !== '' && !pair.startsWith('_after='));
    links.push({ relation: 'next', url: toSearchUrl(base, 'Slot', [...rest, `_after=${next}`].join('&')) });
  }
  const counted = count === undefined ? `"total":${total},` : '';
  return `{"resourceType":"Bundle","type":"searchset",${counted}"link":${JSON.stringify(links)}`;
}

/** Handles `GET /Slot/{id}`, also of a taken or past slot. */
export const readSlot: Interaction = (world, { id }) => {
  const found = world.agenda.slot(id, world.clock.now());
  if (!found) return { problem: 'no-such-resource' };
  const text = world.slotWriter.resource(found.schedule.rules, found);
  return { status: 200, head: text, parts: [] };
};
