import type { Instant } from '../../fhir/instant.ts';
import { type Day, day, weekdayOf } from '../domain/agenda/calendar.ts';
import { generateDaySlots, overlaps } from '../domain/agenda/day-slots.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { slotAt } from '../domain/agenda/slot-at.ts';
import { type SlotStatus, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { Cached, DayCache } from './day-cache.ts';

/** Has a slot that is not free: an appointment, a competitor, or the practitioner, who has blocked it. */
export type Holder =
  | { readonly kind: 'appointment'; readonly id: string }
  | { readonly kind: 'competitor' }
  | { readonly kind: 'block' };

/** The kinds of holders. */
export const HOLDER_KINDS = ['appointment', 'competitor', 'block'] as const satisfies readonly Holder['kind'][];

export interface SlotChange {
  /** The number of the change in its organization, from 1; orders changes and searches. */
  readonly sequence: number;
  readonly at: Instant;
  readonly status: SlotStatus;
  /** The new holder; undefined when the slot is free again. */
  readonly holder?: Holder;
}

/** Slots written as JSON. */
export interface SlotView {
  readonly count: number;
  /** Bundle entries, each after a comma. */
  readonly bytes: Buffer;
}

/** The slots of a week, written as JSON. */
export interface WeekView extends SlotView {
  /** The first start; infinite without slots. */
  readonly first: number;
}

/** A day of a schedule, generated from the rules on first use. */
export interface AgendaDay extends Cached {
  readonly day: Day;
  readonly slots: readonly RuledSlot[];
  /** The status bit of each slot, as it is now. */
  readonly statuses: Uint8Array;
  /** JSON by filter. */
  readonly views: Map<string, SlotView>;
}

const BYTES_PER_SLOT = 120;
/** The changes that are kept of a slot, at least. */
const MAX_CHANGES = 50;

/** The slots of a schedule: generated from its rules, with the changes since. */
export class ScheduleAgenda {
  readonly rules: ScheduleRules;
  /** Increases with every change. */
  version = 0;
  readonly #cache: DayCache;
  readonly #owner: number;
  // Created on first use: most schedules of many organizations have no days in the cache, and no changes.
  #days: Map<Day, AgendaDay> | undefined;
  /** Weeks by Monday and filter. They share memory with their days, and are dropped with the first of them. */
  #weeks: Map<Day, Map<string, WeekView>> | undefined;
  #changes: Map<Day, Map<Instant, SlotChange[]>> | undefined;

  constructor(rules: ScheduleRules, cache: DayCache) {
    this.rules = rules;
    this.#cache = cache;
    this.#owner = cache.nextOwner();
  }

  /** Returns the slots of a day with their current statuses. */
  day(date: Day): AgendaDay {
    const known = this.#days?.get(date);
    if (known) {
      this.#cache.touch(known);
      return known;
    }
    const slots = generateDaySlots(this.rules, date);
    const changes = this.#changes?.get(date);
    const made: AgendaDay = {
      day: date,
      slots,
      statuses: Uint8Array.from(
        slots,
        (slot) => STATUS_BITS[changes?.get(slot.start)?.at(-1)?.status ?? initialStatus(slot)],
      ),
      views: new Map(),
      bytes: 0,
      used: 0,
      drop: () => {
        this.#days?.delete(date);
        this.#weeks?.delete(mondayOf(date));
      },
    };
    this.#cache.touch(made);
    if (this.#cache.isWorthKeeping(`${this.#owner} ${date}`)) {
      this.#days ??= new Map();
      this.#days.set(date, made);
      this.#cache.account(made, 200 + slots.length * BYTES_PER_SLOT);
    }
    return made;
  }

  /**
   * Returns the JSON of a week for a filter, in one piece, so that responses have fewer parts. Its days cache slices of it.
   * @param write writes a day that is not cached
   */
  week(monday: Day, filter: string, write: (agendaDay: AgendaDay) => SlotView): WeekView {
    const known = this.#weeks?.get(monday)?.get(filter);
    if (known) return known;
    const days = [0, 1, 2, 3, 4, 5, 6].map((offset) => this.day(day(monday + offset)));
    const views = days.map((agendaDay) => agendaDay.views.get(filter) ?? write(agendaDay));
    const bytes = Buffer.concat(views.map((view) => view.bytes));
    const first = days.find((_, index) => (views[index]?.count ?? 0) > 0)?.slots[0]?.start;
    const week = {
      bytes,
      count: views.reduce((sum, { count }) => sum + count, 0),
      first: first ?? Number.POSITIVE_INFINITY,
    };
    let at = 0;
    for (const [index, agendaDay] of days.entries()) {
      const {
        count,
        bytes: { length },
      } = views[index] as SlotView;
      if (!agendaDay.views.has(filter))
        this.cacheView(agendaDay, filter, { count, bytes: bytes.subarray(at, at + length) });
      at += length;
    }
    if (days.every((agendaDay) => this.#days?.get(agendaDay.day) === agendaDay)) {
      this.#weeks ??= new Map();
      const weeks = this.#weeks.get(monday) ?? new Map<string, WeekView>();
      this.#weeks.set(monday, weeks.set(filter, week));
    }
    return week;
  }

  /** Caches the JSON of a day. */
  cacheView(agendaDay: AgendaDay, filter: string, view: SlotView): void {
    // The cache may have evicted the day meanwhile.
    if (this.#days?.get(agendaDay.day) !== agendaDay) return;
    agendaDay.views.set(filter, view);
    this.#cache.account(agendaDay, view.bytes.length + 100);
  }

  /** Returns the slot that starts at an instant, with its current status. */
  at(start: Instant): { readonly slot: RuledSlot; readonly status: SlotStatus } | undefined {
    const slot = slotAt(this.rules, start);
    return slot && { slot, status: this.history(start).at(-1)?.status ?? initialStatus(slot) };
  }

  overlapping(start: Instant, end: Instant): readonly RuledSlot[] {
    const { calendar } = this.rules;
    const found: RuledSlot[] = [];
    // A slot lasts 24 hours at most, and a day may have 23 hours, so a slot may start two days earlier.
    for (let date = calendar.dayAt(start) - 2; date <= calendar.dayAt(end); date++) {
      found.push(...this.day(day(date)).slots.filter((slot) => overlaps(slot, { start, end })));
    }
    return found;
  }

  /** Returns the changes of a slot, oldest first; of a slot that has changed often, the last ones. */
  history(start: Instant): readonly SlotChange[] {
    return this.#changes?.get(this.rules.calendar.dayAt(start))?.get(start) ?? [];
  }

  /** Returns the status of a slot after a number of changes in the organization. */
  statusAsOf(slot: RuledSlot, sequence: number): SlotStatus {
    const changes = this.history(slot.start);
    const change = changes.findLast((candidate) => candidate.sequence <= sequence);
    // The changes before the oldest one are unknown when a slot has changed often.
    return (change ?? (changes.length >= MAX_CHANGES ? changes[0] : undefined))?.status ?? initialStatus(slot);
  }

  change(start: Instant, change: SlotChange): void {
    const date = this.rules.calendar.dayAt(start);
    this.#record(date, start, change);
    this.version++;
    this.#weeks?.delete(mondayOf(date));
    const known = this.#days?.get(date);
    if (!known) return;
    const index = known.slots.findIndex((slot) => slot.start === start);
    if (index >= 0) known.statuses[index] = STATUS_BITS[change.status];
    const freed = [...known.views.values()].reduce((sum, view) => sum + view.bytes.length + 100, 0);
    known.views.clear();
    this.#cache.account(known, -freed);
  }

  #record(date: Day, start: Instant, change: SlotChange): void {
    this.#changes ??= new Map();
    const slots = this.#changes.get(date) ?? new Map<Instant, SlotChange[]>();
    this.#changes.set(date, slots);
    const changes = slots.get(start) ?? [];
    slots.set(start, changes);
    changes.push(change);
    // Many at a time, so that few changes pay for it.
    if (changes.length >= 2 * MAX_CHANGES) changes.splice(0, changes.length - MAX_CHANGES);
  }

  /** Forgets the changes of days before a day. */
  forgetBefore(date: Day): void {
    for (const changed of this.#changes?.keys() ?? []) if (changed < date) this.#changes?.delete(changed);
  }

  /** Returns the changes of all changed slots, by start. */
  changes(): readonly (readonly [Instant, readonly SlotChange[]])[] {
    return [...(this.#changes?.values() ?? [])].flatMap((changes) => [...changes]);
  }

  /** Removes all days from the cache. */
  close(): void {
    for (const known of this.#days?.values() ?? []) this.#cache.forget(known);
    this.#days = undefined;
    this.#weeks = undefined;
  }
}

function initialStatus(slot: RuledSlot): SlotStatus {
  return slot.busy ? 'busy' : 'free';
}

export function statusOf(bit: number): SlotStatus {
  return bit === STATUS_BITS.free ? 'free' : bit === STATUS_BITS.busy ? 'busy' : 'tentative';
}

export function mondayOf(date: Day): Day {
  return day(date - weekdayOf(date));
}
