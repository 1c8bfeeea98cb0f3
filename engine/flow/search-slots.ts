import { parseInstant } from '../../fhir/instant.ts';
import type { DateParameter } from '../../fhir/open-readings.ts';
import type { FlowContext } from '../context.ts';
import { explainFailure, type Failure, NO_RESPONSE } from '../failure.ts';
import type { Reply } from '../http/xis-client.ts';
import type { Observer } from '../observation.ts';
import type { TypeCoding } from '../read/appointment-types.ts';
import { type ReadBundle, readBundle } from '../read/bundle.ts';
import { readSlot, type Timeslot } from '../read/slot.ts';
import { describeMismatch, observeContent } from '../read/values.ts';
import { formatForQuery, isWithin, type Span } from '../window.ts';

/** The parameters of a slot search. */
export interface SlotSearch {
  readonly type: Pick<TypeCoding, 'system' | 'code'>;
  readonly span: Span;
  /** The id of a schedule; default: all schedules. */
  readonly schedule?: string;
}

/**
 * Searches free slots and follows the pagination to the end (SL-8 to SL-11, SL-18). Leaves out slots that are unusable or do
 * not match the search, and records an observation for each.
 */
export async function searchSlots(
  context: FlowContext,
  search: SlotSearch,
  observe: Observer,
): Promise<{ readonly slots: readonly Timeslot[] } | Failure> {
  const { client, options } = context;
  const slots: Timeslot[] = [];
  let page = `${options.xis}/Slot?${buildQuery(search, options.dateParameter)}`;
  const visited = new Set([new URL(page).href]);
  for (let count = 0; ; count++) {
    const reply = await client.follow(page);
    const bundle = readSearchset(context, reply, 'SL-1', observe);
    if ('outcome' in bundle) return bundle;
    for (const { resource, path } of bundle.resources) {
      const slot = readSlot(resource, path, observe);
      if (slot && matchesSearch(slot, search, path, observe)) slots.push(slot);
    }
    if (bundle.next === undefined) break;
    const next = resolveNextLink(bundle.next, options.xis);
    if (next === undefined) {
      observe.warnMismatch('SL-18', 'link', 'the URL of a page on the XIS', bundle.next);
      break;
    }
    if (visited.has(next)) {
      observe.warn(
        'SL-18',
        'link',
        'expected a last page, got a circle of next links; the slots up to there are offered',
      );
      break;
    }
    if (count + 1 >= options.maxPages) {
      observe.warn('SL-18', 'link', `expected at most ${options.maxPages} pages, got more; the rest is not offered`);
      break;
    }
    visited.add(next);
    page = next;
  }
  return { slots: removeDuplicates(slots, observe) };
}

/**
 * Reads the searchset of a reply; returns the failure of the step for any other reply.
 * @param contentClause TR-10 where the content type is not published
 */
export function readSearchset(
  context: FlowContext,
  reply: Reply,
  clause: string,
  observe: Observer,
  contentClause: 'TR-1' | 'TR-10' = 'TR-1',
): ReadBundle | Failure {
  const failure = explainFailure(reply, [200]);
  if (failure || reply.kind !== 'response') return context.fail(failure ?? NO_RESPONSE, observe);
  observeContent(reply, contentClause, observe);
  const bundle = readBundle(reply.body, clause, observe);
  if (bundle) return bundle;
  const error = describeMismatch('Bundle', reply.body);
  return context.fail({ error, clause, path: 'resourceType', status: reply.status }, observe);
}

/** Builds the query (SL-8 to SL-11) with percent-encoded values (SL-15). */
function buildQuery({ type, span, schedule }: SlotSearch, dateParameter: DateParameter): string {
  const { from, to, format } = span;
  const pairs = [
    ['service-category', `${type.system}|${type.code}`],
    [dateParameter, `ge${formatForQuery(from, format)}`],
    [dateParameter, `le${formatForQuery(to, format)}`],
    ...(schedule === undefined ? [] : [['schedule', schedule]]),
    ['status', 'free'],
  ];
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
}

/** Resolves a next link, which may be relative. Another server is not followed: it would learn the patient's practice. */
function resolveNextLink(link: string, base: string): string | undefined {
  if (!URL.canParse(link, `${base}/`)) return undefined;
  const url = new URL(link, `${base}/`);
  return url.origin === new URL(base).origin ? url.href : undefined;
}

function matchesSearch(slot: Timeslot, search: SlotSearch, path: string, observe: Observer): boolean {
  const reject = (clause: string, key: string, expected: string, value: unknown): false => {
    observe.discardMismatch(clause, `${path}.${key}`, expected, value);
    return false;
  };
  if (slot.status !== 'free') return reject('SL-10', 'status', 'free slots only', slot.status);
  if (search.schedule !== undefined && slot.schedule !== search.schedule) {
    return reject('SL-11', 'schedule.reference', `Schedule/${search.schedule} only`, slot.schedule);
  }
  if (!isWithin(search.span, slot.startsAt)) {
    return reject('SL-9', 'start', 'a start within the requested dates', slot.start);
  }
  const { system, code } = search.type;
  const isOfType = slot.serviceCategory.some((coding) => coding.system === system && coding.code === code);
  if (slot.serviceCategory.length > 0 && !isOfType) {
    return reject('SL-8', 'serviceCategory', `${code} only`, slot.serviceCategory[0]?.code);
  }
  return true;
}

/**
 * Leaves out slots that are repeated with their id, such as one on two pages. Slots that are alike but for their ids are two
 * places (AP-2), and different slots with one id are all offered (SL-20).
 */
function removeDuplicates(slots: readonly Timeslot[], observe: Observer): readonly Timeslot[] {
  const ids = new Set<string>();
  const places = new Set<string>();
  return slots.filter((slot, index) => {
    const { id, schedule, startsAt, end, practitioners, serviceCategory } = slot;
    if (id === undefined) return true;
    const codings = serviceCategory.map(({ system, code }) => [system, code]);
    // Two practitioners of one schedule can have slots at the same time (AG-2).
    const place = JSON.stringify([id, schedule, startsAt, parseInstant(end), practitioners[0]?.reference, codings]);
    const isRepeated = places.has(place);
    if (ids.has(id)) {
      const effect = isRepeated ? 'the slot is offered once' : 'the slots differ and are all offered';
      observe.warn('SL-20', `slots[${index}].id`, `expected unique ids, got one twice; ${effect}`);
    }
    ids.add(id);
    places.add(place);
    return !isRepeated;
  });
}
