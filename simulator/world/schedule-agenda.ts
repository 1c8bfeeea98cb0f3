import { type Instant, instant } from '../../fhir/instant.ts';
import { type Day, day, weekdayOf } from '../domain/agenda/calendar.ts';
import { generateDaySlots, overlaps } from '../domain/agenda/day-slots.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { slotAt } from '../domain/agenda/slot-at.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';
import type { SlotWriter, StatedSlot, WrittenSlots } from '../representation/slot.ts';
import type { Cached, WeekCache } from './week-cache.ts';

const DAY_MS = 86_400_000;

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

/** The slots of a week that match a filter, written as JSON. */
export interface SlotView extends WrittenSlots {
  /** The start of each slot, in order. */
  readonly starts: readonly Instant[];
}

/** A week of a schedule, generated from the rules on first use. */
interface AgendaWeek extends Cached {
  /** In order of time, each with its status as it is now. */
  readonly slots: readonly AgendaSlot[];
  /** By filter. */
  readonly views: Map<string, SlotView>;
}

interface AgendaSlot extends StatedSlot {
  status: SlotStatus;
}

const BYTES_PER_SLOT = 150;
/** The approximate memory of a view beside its bytes: its arrays have 8 bytes each for a slot. */
const BYTES_PER_VIEW = 200;
/** The changes that are kept of a slot, at least. */
const MAX_CHANGES = 50;

/** The slots of a schedule: generated from its rules, with the changes since. */
export class ScheduleAgenda {
  readonly rules: ScheduleRules;
  /** Increases with every change. */
  version = 0;
  readonly #cache: WeekCache;
  readonly #owner: number;
  // Created on first use: most schedules of many organizations have no weeks in the cache, and no changes.
  /** By Monday. */
  #weeks: Map<Day, AgendaWeek> | undefined;
  #changes: Map<Day, Map<Instant, SlotChange[]>> | undefined;

  constructor(rules: ScheduleRules, cache: WeekCache) {
    this.rules = rules;
    this.#cache = cache;
    this.#owner = cache.nextOwner();
  }

  /**
   * Returns the slots of a week that match a filter, written as JSON.
   * @param filter identifies the test; the JSON is cached by it
   */
  view(monday: Day, filter: string, matches: (stated: StatedSlot) => boolean, writer: SlotWriter): SlotView {
    const week = this.#week(monday);
    const known = week.views.get(filter);
    if (known) return known;
    const matching = week.slots.filter(matches);
    const view = { starts: matching.map(({ slot }) => slot.start), ...writer.entries(this.rules, matching) };
    if (this.#weeks?.get(monday) === week) {
      week.views.set(filter, view);
      this.#cache.account(week, sizeOfView(view));
    }
    return view;
  }

  /** Returns the slots that start in a period, in order, with their current statuses. */
  between(from: Instant, to: Instant): readonly StatedSlot[] {
    const found: StatedSlot[] = [];
    const { calendar } = this.rules;
    for (let monday = mondayOf(calendar.dayAt(from)); calendar.at(monday, 0) < to; monday = day(monday + 7)) {
      found.push(...this.#week(monday).slots.filter(({ slot }) => from <= slot.start && slot.start < to));
    }
    return found;
  }

  #week(monday: Day): AgendaWeek {
    const known = this.#weeks?.get(monday);
    if (known) {
      this.#cache.touch(known);
      return known;
    }
    const made: AgendaWeek = {
      slots: this.#generateWeek(monday),
      views: new Map(),
      bytes: 0,
      used: 0,
      drop: () => this.#weeks?.delete(monday),
    };
    this.#cache.touch(made);
    if (this.#cache.isWorthKeeping(`${this.#owner} ${monday}`)) {
      this.#weeks ??= new Map();
      this.#weeks.set(monday, made);
      this.#cache.account(made, 200 + made.slots.length * BYTES_PER_SLOT);
    }
    return made;
  }

  #generateWeek(monday: Day): readonly AgendaSlot[] {
    const slots: AgendaSlot[] = [];
    for (let offset = 0; offset < 7; offset++) {
      const date = day(monday + offset);
      const changes = this.#changes?.get(date);
      for (const slot of generateDaySlots(this.rules, date)) {
        slots.push({ slot, status: changes?.get(slot.start)?.at(-1)?.status ?? initialStatus(slot) });
      }
    }
    return slots;
  }

  /** Returns the slot that starts at an instant, with its current status. */
  at(start: Instant): StatedSlot | undefined {
    const slot = slotAt(this.rules, start);
    return slot && { slot, status: this.history(start).at(-1)?.status ?? initialStatus(slot) };
  }

  overlapping(start: Instant, end: Instant): readonly RuledSlot[] {
    // A slot lasts 24 hours at most.
    const near = this.between(instant(start - DAY_MS), end).map(({ slot }) => slot);
    return near.filter((slot) => overlaps(slot, { start, end }));
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
    const known = this.#weeks?.get(mondayOf(date));
    if (!known) return;
    const changed = known.slots.find(({ slot }) => slot.start === start);
    if (changed) changed.status = change.status;
    const freed = [...known.views.values()].reduce((sum, view) => sum + sizeOfView(view), 0);
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

  /** Removes all weeks from the cache. */
  close(): void {
    for (const known of this.#weeks?.values() ?? []) this.#cache.forget(known);
    this.#weeks = undefined;
  }
}

function initialStatus(slot: RuledSlot): SlotStatus {
  return slot.busy ? 'busy' : 'free';
}

function sizeOfView({ bytes, starts }: SlotView): number {
  return BYTES_PER_VIEW + bytes.length + starts.length * 16;
}

export function mondayOf(date: Day): Day {
  return day(date - weekdayOf(date));
}
