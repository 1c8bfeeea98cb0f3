import { type Instant, instant } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import { parseSlotId, slotId } from '../domain/agenda/slot-id.ts';
import type { SlotQuery } from '../domain/search/slot-query.ts';
import type { SlotWriter } from '../representation/slot.ts';
import type { Agenda } from './agenda.ts';
import { type AgendaDay, mondayOf, type ScheduleAgenda, type SlotView, statusOf } from './schedule-agenda.ts';

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
 * Finds future slots within the horizon, schedule by schedule in order of time. It reuses the JSON of whole days and weeks
 * from earlier searches, so the effort depends on the result and the number of days, not on the size of the agenda.
 * @param filter identifies the statuses and types of the query; the JSON of a day is cached by it
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
  readonly #limit: number;
  readonly #isPaged: boolean;
  readonly #parts: Buffer[] = [];
  #count = 0;
  #earliest = Number.POSITIVE_INFINITY;
  #lastId: string | undefined;
  #isFull = false;

  constructor(query: SlotQuery, writer: SlotWriter, filter: string) {
    this.#query = query;
    this.#writer = writer;
    this.#filter = filter;
    this.#limit = query.count ?? Number.POSITIVE_INFINITY;
    this.#isPaged = query.count !== undefined;
  }

  /** Whether the search has found a slot beyond the page. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Collects the slots of a schedule that start in an interval: in whole weeks where possible, otherwise by day. */
  collect(schedule: ScheduleAgenda, from: number, to: number): void {
    const { calendar } = schedule.rules;
    const last = calendar.dayAt(instant(to - 1));
    let date = calendar.dayAt(instant(from));
    while (date <= last && !this.#isFull) {
      const sunday = day(date + 6);
      const isWholeWeek =
        mondayOf(date) === date && sunday <= last && calendar.at(date, 0) >= from && calendar.at(sunday, 1440) <= to;
      if (isWholeWeek && !this.#isPaged) {
        const week = schedule.week(date, this.#filter, (agendaDay) =>
          this.#write(schedule, agendaDay, 0, agendaDay.slots.length),
        );
        this.#add(week, week.first);
        date = day(date + 7);
      } else {
        this.#collectDay(schedule, schedule.day(date), from, to);
        date = day(date + 1);
      }
    }
  }

  #collectDay(schedule: ScheduleAgenda, agendaDay: AgendaDay, from: number, to: number): void {
    const { slots, views } = agendaDay;
    const first = slots[0];
    if (!first) return;
    const isWholeDay = first.start >= from && (slots.at(-1)?.start ?? 0) < to;
    if (isWholeDay && !this.#isPaged) {
      const view = views.get(this.#filter) ?? this.#write(schedule, agendaDay, 0, slots.length);
      if (!views.has(this.#filter)) schedule.cacheView(agendaDay, this.#filter, view);
      this.#add(view, first.start);
      return;
    }
    let start = 0;
    while (start < slots.length && (slots[start]?.start ?? 0) < from) start++;
    let stop = start;
    while (stop < slots.length && (slots[stop]?.start ?? 0) < to) stop++;
    if (this.#isPaged) this.#collectOneByOne(schedule, agendaDay, start, stop);
    else this.#add(this.#write(schedule, agendaDay, start, stop), slots[start]?.start ?? 0);
  }

  #collectOneByOne(schedule: ScheduleAgenda, agendaDay: AgendaDay, start: number, stop: number): void {
    for (let index = start; index < stop; index++) {
      if (!this.#matches(agendaDay, index)) continue;
      if (this.#count === this.#limit) {
        this.#isFull = true;
        return;
      }
      const slot = agendaDay.slots[index] as (typeof agendaDay.slots)[number];
      this.#add(this.#write(schedule, agendaDay, index, index + 1), slot.start);
      this.#lastId = slotId(schedule.rules.id, slot.start);
    }
  }

  #add({ bytes, count }: SlotView, first: number): void {
    if (count === 0) return;
    // Every view begins with a comma, which the first part must not have.
    this.#parts.push(this.#parts.length === 0 ? bytes.subarray(1) : bytes);
    this.#count += count;
    this.#earliest = Math.min(this.#earliest, first);
  }

  #matches({ statuses, slots }: AgendaDay, index: number): boolean {
    const status = statuses[index] ?? 0;
    const type = slots[index]?.type ?? -1;
    return (status & this.#query.statuses) !== 0 && (this.#query.types?.has(type) ?? true);
  }

  /** Writes the matching slots of a day between two indexes. */
  #write({ rules }: ScheduleAgenda, agendaDay: AgendaDay, start: number, stop: number): SlotView {
    const { slots, statuses } = agendaDay;
    let text = '';
    let count = 0;
    for (let index = start; index < stop; index++) {
      if (!this.#matches(agendaDay, index)) continue;
      const slot = slots[index] as (typeof slots)[number];
      text += `,${this.#writer.entry(rules, slot, statusOf(statuses[index] ?? 0))}`;
      count++;
    }
    return { count, bytes: Buffer.from(text) };
  }

  result(): FoundSlots {
    const next = this.#isFull ? this.#lastId : undefined;
    return { count: this.#count, parts: this.#parts, earliest: this.#earliest, next };
  }
}
