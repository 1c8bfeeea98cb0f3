import { type Instant, instant } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import { parseSlotId, slotId } from '../domain/agenda/slot-id.ts';
import { type SlotQuery, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { SlotWriter, StatedSlot } from '../representation/slot.ts';
import type { Agenda } from './agenda.ts';
import { mondayOf, type ScheduleAgenda, type SlotView } from './schedule-agenda.ts';

/** The result of a slot search, written as JSON. */
export interface FoundSlots {
  readonly count: number;
  /** Bundle entries; each part but the first begins with a comma. */
  readonly parts: readonly Buffer[];
  /** The earliest start; infinite without slots. */
  readonly earliest: number;
  /** The id of the last slot of this page, if there is a next page. */
  readonly next: string | undefined;
}

/** The start of a page: behind a slot of a schedule. */
interface Position {
  readonly index: number;
  readonly start: number;
}

/**
 * Finds future slots within the horizon, schedule by schedule in order of time. It reuses the JSON of weeks from earlier
 * searches, so the effort depends on the result and the number of weeks, not on the size of the agenda.
 * @param filter identifies the statuses and types of the query; the JSON of a week is cached by it
 * @returns undefined when the slot before the page is unknown
 */
export function findSlots(
  agenda: Agenda,
  query: SlotQuery,
  now: Instant,
  writer: SlotWriter,
  filter: string,
): FoundSlots | undefined {
  const end = agenda.horizonEnd(now);
  const after = query.after === undefined ? undefined : findPosition(agenda, query.after);
  if (query.after !== undefined && !after) return undefined;
  const collector = new SlotCollector(query, writer, filter);
  for (const schedule of agenda.schedulesFor(query.schedules, query.types)) {
    if (after && schedule.rules.index < after.index) continue;
    const behind = after?.index === schedule.rules.index ? after.start : Number.NEGATIVE_INFINITY;
    for (const interval of query.starts) {
      const from = Math.max(interval.from, now + 1, behind + 1);
      const to = Math.min(interval.to, end);
      if (from < to) collector.collect(schedule, from, to);
    }
    if (collector.isFull) break;
  }
  return collector.result();
}

function findPosition(agenda: Agenda, id: string): Position | undefined {
  const parsed = parseSlotId(id);
  const schedule = parsed && agenda.schedule(parsed.scheduleId);
  return schedule && { index: schedule.rules.index, start: parsed.start };
}

/** Collects the slots of one search, up to the size of a page. */
class SlotCollector {
  readonly #query: SlotQuery;
  readonly #writer: SlotWriter;
  readonly #filter: string;
  readonly #parts: Buffer[] = [];
  /** The number of slots that the page may still have. */
  #room: number;
  #count = 0;
  #earliest = Number.POSITIVE_INFINITY;
  #lastId: string | undefined;
  #isFull = false;

  constructor(query: SlotQuery, writer: SlotWriter, filter: string) {
    this.#query = query;
    this.#writer = writer;
    this.#filter = filter;
    this.#room = query.count ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the search has found a slot beyond the page. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Collects the slots of a schedule that start in an interval, week by week. */
  collect(schedule: ScheduleAgenda, from: number, to: number): void {
    const last = schedule.rules.calendar.dayAt(instant(to - 1));
    let monday = mondayOf(schedule.rules.calendar.dayAt(instant(from)));
    while (monday <= last && !this.#isFull) {
      const view = schedule.view(monday, this.#filter, this.#matches, this.#writer);
      this.#add(schedule, view, countBefore(view.starts, from), countBefore(view.starts, to));
      monday = day(monday + 7);
    }
  }

  readonly #matches = ({ slot, status }: StatedSlot): boolean =>
    (STATUS_BITS[status] & this.#query.statuses) !== 0 && (this.#query.types?.has(slot.type) ?? true);

  /** Adds the slots of a view from an index up to another one, as far as the page has room. */
  #add({ rules }: ScheduleAgenda, { bytes, starts, offsets }: SlotView, first: number, end: number): void {
    const stop = Math.min(end, first + this.#room);
    this.#isFull = stop < end;
    if (first >= stop) return;
    // Every entry follows a comma, which the first part must not have.
    const from = (offsets[first] as number) + (this.#parts.length === 0 ? 1 : 0);
    const to = offsets[stop] as number;
    this.#parts.push(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to));
    this.#count += stop - first;
    this.#room -= stop - first;
    this.#earliest = Math.min(this.#earliest, starts[first] as Instant);
    this.#lastId = slotId(rules.id, starts[stop - 1] as Instant);
  }

  result(): FoundSlots {
    const next = this.#isFull ? this.#lastId : undefined;
    return { count: this.#count, parts: this.#parts, earliest: this.#earliest, next };
  }
}

/** Returns how many of some sorted numbers are below a limit. */
function countBefore(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
