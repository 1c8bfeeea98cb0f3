import { type Instant, instant } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import { parseSlotId, slotId } from '../domain/agenda/slot-id.ts';
import type { SlotQuery } from '../domain/search/slot-query.ts';
import type { SlotWriter } from '../representation/slot.ts';
import type { Agenda } from './agenda.ts';
import { type AgendaDay, mondayOf, type ScheduleAgenda, statusOf } from './schedule-agenda.ts';

/** The slots that a search has found, written. */
export interface FoundSlots {
  readonly count: number;
  /** Bundle entries; each part but the first begins with a comma. */
  readonly parts: readonly Buffer[];
  /** The first start among them; infinite when there is none. */
  readonly earliest: number;
  /** The last slot of this page, when there are more behind it. */
  readonly next: string | undefined;
}

/** Where a page begins: behind a slot of a schedule. */
interface Position {
  readonly index: number;
  readonly start: number;
}

/**
 * Finds slots: schedule by schedule, each in order of time; those whose start has passed and those beyond the horizon
 * are left out. Whole days are taken as they were written for the search before, so the effort follows the answer and the
 * days asked for, not the size of the agenda.
 * @returns undefined when the search goes on behind a slot that there is not
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
  const collected = new SlotCollector(query.count ?? Number.POSITIVE_INFINITY);
  for (const schedule of agenda.schedulesFor(query.schedules, query.types)) {
    if (after && schedule.rules.index < after.index) continue;
    const behind = after?.index === schedule.rules.index ? after.start : Number.NEGATIVE_INFINITY;
    for (const interval of query.starts) {
      const from = Math.max(interval.from, now + 1, behind + 1);
      const to = Math.min(interval.to, end);
      if (from >= to) continue;
      const { calendar } = schedule.rules;
      const last = calendar.dayAt(instant(to - 1));
      for (let of = calendar.dayAt(instant(from)); of <= last && !collected.full; of = day(of + 1)) {
        const sunday = day(of + 6);
        const isWholeWeek =
          mondayOf(of) === of && sunday <= last && calendar.at(of, 0) >= from && calendar.at(sunday, 1440) <= to;
        if (isWholeWeek && !collected.paged) {
          const week = schedule.week(of, filter, (one) =>
            writeSlots(schedule, one, 0, one.slots.length, query, writer),
          );
          collected.add(week.bytes, week.count, week.first);
          of = sunday;
        } else collectDay(collected, schedule, schedule.day(of), from, to, query, writer, filter);
      }
    }
    if (collected.full) break;
  }
  return collected.result();
}

function findPosition(agenda: Agenda, id: string): Position | undefined {
  const parsed = parseSlotId(id);
  const schedule = parsed && agenda.schedule(parsed.scheduleId);
  return schedule && { index: schedule.rules.index, start: parsed.start };
}

/** What has been found so far. */
class SlotCollector {
  readonly #limit: number;
  readonly #parts: Buffer[] = [];
  #count = 0;
  #earliest = Number.POSITIVE_INFINITY;
  #last: string | undefined;
  #isFull = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a slot was found for which the page has no room. */
  get full(): boolean {
    return this.#isFull;
  }

  get paged(): boolean {
    return this.#limit !== Number.POSITIVE_INFINITY;
  }

  /** Takes as many of some slots, all of one schedule, as there is room for; returns how many. */
  room(wanted: number): number {
    const taken = Math.min(wanted, this.#limit - this.#count);
    if (taken < wanted) this.#isFull = true;
    return taken;
  }

  add(bytes: Buffer, count: number, first: number, last?: string): void {
    if (count === 0) return;
    // Every written part begins with a comma, which the first does without.
    this.#parts.push(this.#parts.length === 0 ? bytes.subarray(1) : bytes);
    this.#count += count;
    this.#earliest = Math.min(this.#earliest, first);
    this.#last = last;
  }

  result(): FoundSlots {
    const next = this.#isFull ? this.#last : undefined;
    return { count: this.#count, parts: this.#parts, earliest: this.#earliest, next };
  }
}

function collectDay(
  collected: SlotCollector,
  schedule: ScheduleAgenda,
  of: AgendaDay,
  from: number,
  to: number,
  query: SlotQuery,
  writer: SlotWriter,
  filter: string,
): void {
  const { slots } = of;
  const first = slots[0];
  if (!first) return;
  const whole = first.start >= from && (slots.at(-1)?.start ?? 0) < to && !collected.paged;
  if (whole) {
    const view = of.views.get(filter) ?? writeSlots(schedule, of, 0, slots.length, query, writer);
    if (!of.views.has(filter)) schedule.cacheView(of, filter, view);
    collected.add(view.bytes, view.count, first.start);
    return;
  }
  let start = 0;
  while (start < slots.length && (slots[start]?.start ?? 0) < from) start++;
  let stop = start;
  while (stop < slots.length && (slots[stop]?.start ?? 0) < to) stop++;
  if (!collected.paged) {
    const view = writeSlots(schedule, of, start, stop, query, writer);
    collected.add(view.bytes, view.count, slots[start]?.start ?? 0);
    return;
  }
  const matching = [];
  for (let index = start; index < stop; index++) if (matches(of, index, query)) matching.push(index);
  const taken = matching.slice(0, collected.room(matching.length));
  for (const index of taken) {
    const slot = slots[index] as (typeof slots)[number];
    const view = writeSlots(schedule, of, index, index + 1, query, writer);
    collected.add(view.bytes, 1, slot.start, slotId(schedule.rules.id, slot.start));
  }
}

function matches(of: AgendaDay, index: number, query: SlotQuery): boolean {
  const status = of.statuses[index] ?? 0;
  const type = of.slots[index]?.type ?? -1;
  return (status & query.statuses) !== 0 && (query.types?.has(type) ?? true);
}

function writeSlots(
  schedule: ScheduleAgenda,
  of: AgendaDay,
  start: number,
  stop: number,
  query: SlotQuery,
  writer: SlotWriter,
): { readonly count: number; readonly bytes: Buffer } {
  let text = '';
  let count = 0;
  for (let index = start; index < stop; index++) {
    if (!matches(of, index, query)) continue;
    const slot = of.slots[index] as (typeof of.slots)[number];
    text += `,${writer.entry(schedule.rules, slot, statusOf(of.statuses[index] ?? 0))}`;
    count++;
  }
  return { count, bytes: Buffer.from(text) };
}
