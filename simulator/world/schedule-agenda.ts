import type { Instant } from '../../fhir/instant.ts';
import { type Day, day, weekdayOf } from '../domain/agenda/calendar.ts';
import { generateDaySlots, overlaps } from '../domain/agenda/day-slots.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { type SlotStatus, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { Cached, DayCache } from './day-cache.ts';

/** Who has a slot. */
export type Holder = { readonly kind: 'appointment'; readonly id: string } | { readonly kind: 'competitor' };

/** One change of a slot. */
export interface SlotChange {
  /** Number of the change in its organization, from 1; tells what a search saw that was answered earlier. */
  readonly sequence: number;
  readonly at: Instant;
  readonly status: SlotStatus;
  /** Who has it from now on; undefined when it is free again. */
  readonly holder?: Holder;
}

/** The written form of some of a day's slots. */
export interface SlotView {
  readonly count: number;
  /** Bundle entries with commas between them. */
  readonly bytes: Buffer;
}

/** The written form of a week. */
export interface WeekView extends SlotView {
  /** The first start in it; infinite when there is none. */
  readonly first: number;
}

/** One day of a schedule, made from the rules when it is first needed. */
export interface AgendaDay extends Cached {
  readonly day: Day;
  readonly slots: readonly RuledSlot[];
  /** Status bits of each slot, as it is now. */
  readonly statuses: Uint8Array;
  /** Written forms by filter. */
  readonly views: Map<string, SlotView>;
}

const BYTES_PER_SLOT = 120;

/** The slots of one schedule: the rules, and what has changed since. */
export class ScheduleAgenda {
  readonly rules: ScheduleRules;
  /** Grows with every change. */
  version = 0;
  readonly #cache: DayCache;
  readonly #days = new Map<Day, AgendaDay>();
  readonly #lastUse = new Map<Day, number>();
  /** Written weeks by their Monday, then by filter; made of the days' own, and gone with the first of them. */
  readonly #weeks = new Map<Day, Map<string, WeekView>>();
  readonly #changes = new Map<Day, Map<Instant, readonly SlotChange[]>>();

  constructor(rules: ScheduleRules, cache: DayCache) {
    this.rules = rules;
    this.#cache = cache;
  }

  /** A day's slots as they are now. */
  day(of: Day): AgendaDay {
    const known = this.#days.get(of);
    if (known) {
      this.#cache.touch(known);
      return known;
    }
    const slots = generateDaySlots(this.rules, of);
    const changes = this.#changes.get(of);
    const made: AgendaDay = {
      day: of,
      slots,
      statuses: Uint8Array.from(
        slots,
        (slot) => STATUS_BITS[changes?.get(slot.start)?.at(-1)?.status ?? initialStatus(slot)],
      ),
      views: new Map(),
      bytes: 0,
      used: 0,
      drop: () => {
        this.#days.delete(of);
        this.#weeks.delete(mondayOf(of));
      },
    };
    const isWorthKeeping = this.#cache.isWorthKeeping(this.#lastUse.get(of));
    this.#cache.touch(made);
    this.#lastUse.set(of, made.used);
    if (isWorthKeeping) {
      this.#days.set(of, made);
      this.#cache.account(made, 200 + slots.length * BYTES_PER_SLOT);
    }
    return made;
  }

  /**
   * The written form of a week for a filter: seven days in one piece, so that an answer has fewer parts. The days keep
   * pieces of it instead of forms of their own.
   * @param monday its first day
   * @param write writes a day that is not written yet
   */
  week(monday: Day, filter: string, write: (of: AgendaDay) => SlotView): WeekView {
    const known = this.#weeks.get(monday)?.get(filter);
    if (known) return known;
    const days = [0, 1, 2, 3, 4, 5, 6].map((offset) => this.day((monday + offset) as Day));
    const views = days.map((of) => of.views.get(filter) ?? write(of));
    const bytes = Buffer.concat(views.map((view) => view.bytes));
    const first = days.find((_, index) => (views[index]?.count ?? 0) > 0)?.slots[0]?.start;
    const week = {
      bytes,
      count: views.reduce((sum, { count }) => sum + count, 0),
      first: first ?? Number.POSITIVE_INFINITY,
    };
    let at = 0;
    for (const [index, of] of days.entries()) {
      const { count, bytes: own } = views[index] as SlotView;
      if (!of.views.has(filter)) this.cacheView(of, filter, { count, bytes: bytes.subarray(at, at + own.length) });
      at += own.length;
    }
    if (days.every((of) => this.#days.get(of.day) === of)) {
      const weeks = this.#weeks.get(monday) ?? new Map<string, WeekView>();
      this.#weeks.set(monday, weeks.set(filter, week));
    }
    return week;
  }

  /** Keeps a written form with its day. */
  cacheView(of: AgendaDay, filter: string, view: SlotView): void {
    // Making room for another day may have dropped this one meanwhile.
    if (this.#days.get(of.day) !== of) return;
    of.views.set(filter, view);
    this.#cache.account(of, view.bytes.length + 100);
  }

  /** The slot that starts at a moment, with its status now. */
  at(start: Instant): { readonly slot: RuledSlot; readonly status: SlotStatus } | undefined {
    const found = this.day(this.rules.calendar.dayAt(start));
    const index = found.slots.findIndex((slot) => slot.start === start);
    const slot = found.slots[index];
    return slot && { slot, status: statusOf(found.statuses[index] as number) };
  }

  /** The slots that share a moment with a span of time. */
  overlapping(start: Instant, end: Instant): readonly RuledSlot[] {
    const { calendar } = this.rules;
    const found: RuledSlot[] = [];
    // A slot may last until after midnight: for a whole day at most, which can take in all of a day of 23 hours.
    for (let of = calendar.dayAt(start) - 2; of <= calendar.dayAt(end); of++) {
      found.push(...this.day(of as Day).slots.filter((slot) => overlaps(slot, { start, end })));
    }
    return found;
  }

  /** All that has happened to a slot, oldest first. */
  history(start: Instant): readonly SlotChange[] {
    return this.#changes.get(this.rules.calendar.dayAt(start))?.get(start) ?? [];
  }

  /** The status that a slot had when a number of changes had been made. */
  statusAsOf(slot: RuledSlot, sequence: number): SlotStatus {
    return this.history(slot.start).findLast((change) => change.sequence <= sequence)?.status ?? initialStatus(slot);
  }

  /** Records a change of a slot. */
  change(start: Instant, change: SlotChange): void {
    const of = this.rules.calendar.dayAt(start);
    const changes = this.#changes.get(of) ?? new Map<Instant, readonly SlotChange[]>();
    this.#changes.set(of, changes.set(start, [...(changes.get(start) ?? []), change]));
    this.version++;
    this.#weeks.delete(mondayOf(of));
    const known = this.#days.get(of);
    if (!known) return;
    const index = known.slots.findIndex((slot) => slot.start === start);
    if (index >= 0) known.statuses[index] = STATUS_BITS[change.status];
    const freed = [...known.views.values()].reduce((sum, view) => sum + view.bytes.length + 100, 0);
    known.views.clear();
    this.#cache.account(known, -freed);
  }

  /** Every changed slot with its changes, by start. */
  changes(): readonly (readonly [Instant, readonly SlotChange[]])[] {
    return [...this.#changes.values()].flatMap((changes) => [...changes]);
  }

  /** Gives back what the cache holds, when the organization ends. */
  close(): void {
    for (const known of this.#days.values()) this.#cache.forget(known);
    this.#days.clear();
    this.#weeks.clear();
  }
}

/** What a slot is before anything has happened to it. */
function initialStatus(slot: RuledSlot): SlotStatus {
  return slot.busy ? 'busy' : 'free';
}

/** The status that one bit stands for. */
export function statusOf(bit: number): SlotStatus {
  return bit === STATUS_BITS.free ? 'free' : bit === STATUS_BITS.busy ? 'busy' : 'tentative';
}

/** The first day of the week that a day is in. */
export function mondayOf(of: Day): Day {
  return day(of - weekdayOf(of));
}
