import { parseInstant } from '../../fhir/instant.ts';
import type { FlowContext } from '../context.ts';
import { type Failure, whyNot } from '../failure.ts';
import { found, type Observer } from '../observation.ts';
import { readBundle } from '../read/bundle.ts';
import type { TypeCoding } from '../read/coding.ts';
import { readSlot, type Timeslot } from '../read/slot.ts';
import { notA, observeMediaType } from '../read/values.ts';
import { queryInstant, type Span } from '../window.ts';

/** What is searched for. */
export interface SlotSearch {
  readonly type: Pick<TypeCoding, 'system' | 'code'>;
  readonly span: Span;
  /** The id of a schedule; without it all. */
  readonly schedule?: string;
}

/**
 * Searches free slots and follows the pages of the answer to the end (SL-8 to SL-11, SL-18). Slots that cannot be used
 * are left out and observed, and so are those that were not asked for.
 */
export async function searchSlots(
  context: FlowContext,
  search: SlotSearch,
  observe: Observer,
): Promise<{ readonly slots: readonly Timeslot[] } | Failure> {
  const { client, options } = context;
  const slots: Timeslot[] = [];
  let page = `${options.xis}/Slot?${queryOf(search)}`;
  const seen = new Set([new URL(page).href]);
  for (let count = 0; ; count++) {
    const reply = await client.follow(page);
    const wrong = whyNot(reply, [200]);
    if (wrong) return context.failed(wrong, observe);
    if (reply.kind !== 'answer') return context.failed({ error: 'no answer' }, observe);
    observeMediaType(reply, observe);
    const bundle = readBundle(reply.body, 'SL-1', observe);
    if (!bundle) {
      const error = notA('Bundle', reply.body);
      return context.failed({ error, clause: 'SL-1', path: 'resourceType', status: reply.status }, observe);
    }
    for (const { resource, path } of bundle.resources) {
      const slot = readSlot(resource, path, observe);
      if (slot && isAskedFor(slot, search, path, observe)) slots.push(slot);
    }
    if (bundle.next === undefined) break;
    const next = absolute(bundle.next, options.xis);
    if (next === undefined) {
      observe.odd('SL-18', 'link', `expected the url of a next page on the XIS, found ${found(bundle.next)}`);
      break;
    }
    if (seen.has(next)) {
      observe.odd('SL-18', 'link', 'the next links lead in a circle; what was found up to there is offered');
      break;
    }
    if (count + 1 >= options.maxPages) {
      observe.odd('SL-18', 'link', `more than ${options.maxPages} pages; the rest is not offered`);
      break;
    }
    seen.add(next);
    page = next;
  }
  return { slots: withoutDoubles(slots, observe) };
}

/** SL-9, SL-11, SL-8, SL-10, each percent-encoded (SL-15). */
function queryOf({ type, span, schedule }: SlotSearch): string {
  const pairs = [
    ['service-category', `${type.system}|${type.code}`],
    ['schedule.date', `ge${queryInstant(span.from)}`],
    ['schedule.date', `le${queryInstant(span.to)}`],
    ...(schedule === undefined ? [] : [['schedule', schedule]]),
    ['status', 'free'],
  ];
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
}

/** A next link may be relative; to another server it is not followed, it would be told who the patient's practice is. */
function absolute(link: string, base: string): string | undefined {
  if (!URL.canParse(link, `${base}/`)) return undefined;
  const url = new URL(link, `${base}/`);
  return url.origin === new URL(base).origin ? url.href : undefined;
}

function isAskedFor(slot: Timeslot, search: SlotSearch, path: string, observe: Observer): boolean {
  const wrong = (clause: string, key: string, expected: string, value: unknown): false => {
    observe.unusable(clause, `${path}.${key}`, `expected ${expected}, found ${found(value)}`);
    return false;
  };
  if (slot.status !== 'free') return wrong('SL-10', 'status', 'free slots only', slot.status);
  if (search.schedule !== undefined && slot.schedule !== search.schedule) {
    return wrong('SL-11', 'schedule.reference', `Schedule/${search.schedule} only`, slot.schedule);
  }
  const { from, to } = search.span;
  if (slot.startsAt < from.toMillis() || slot.startsAt > to.toMillis()) {
    return wrong('SL-9', 'start', 'a start inside the dates that were asked for', slot.start);
  }
  const { system, code } = search.type;
  const isOfType = slot.serviceCategory.some((coding) => coding.system === system && coding.code === code);
  if (slot.serviceCategory.length > 0 && !isOfType) {
    return wrong('SL-8', 'serviceCategory', `${code} only`, slot.serviceCategory[0]?.code);
  }
  return true;
}

function withoutDoubles(slots: readonly Timeslot[], observe: Observer): readonly Timeslot[] {
  const keys = new Set<string>();
  return slots.filter((slot, index) => {
    // Of two practitioners on one schedule each may have a slot at that time (AG-2).
    const key = `${slot.schedule} ${slot.startsAt} ${parseInstant(slot.end)} ${slot.practitioners[0]?.reference}`;
    if (keys.has(key)) observe.odd('SL-18', `slots[${index}]`, 'the same slot came twice; it is offered once');
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}
