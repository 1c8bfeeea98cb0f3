import type { Instant } from '../../fhir/instant.ts';
import type { Day } from '../domain/agenda/calendar.ts';
import { daySlots, overlap } from '../domain/agenda/day-slots.ts';
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
    const slots = daySlots(this.rules, of);
    const changes = this.#changes.get(of);
    const made: AgendaDay = {
      day: of,
      slots,
      statuses: Uint8Array.from(
        slots,
        (slot) => STATUS_BITS[changes?.get(slot.start)?.at(-1)?.status ?? ruledStatus(slot)],
      ),
      views: new Map(),
      bytes: 0,
      used: 0,
      drop: () => this.#days.delete(of),
    };
    this.#days.set(of, made);
    this.#cache.touch(made);
    this.#cache.account(made, 200 + slots.length * BYTES_PER_SLOT);
    return made;
  }

  /** Keeps a written form with its day. */
  keep(of: AgendaDay, filter: string, view: SlotView): void {
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
      found.push(...this.day(of as Day).slots.filter((slot) => overlap(slot, { start, end })));
    }
    return found;
  }

  /** All that has happened to a slot, oldest first. */
  history(start: Instant): readonly SlotChange[] {
    return this.#changes.get(this.rules.calendar.dayAt(start))?.get(start) ?? [];
  }

  /** The status that a slot had when a number of changes had been made. */
  statusAsOf(slot: RuledSlot, sequence: number): SlotStatus {
    return this.history(slot.start).findLast((change) => change.sequence <= sequence)?.status ?? ruledStatus(slot);
  }

  /** Records a change of a slot. */
  change(start: Instant, change: SlotChange): void {
    const of = this.rules.calendar.dayAt(start);
    const changes = this.#changes.get(of) ?? new Map<Instant, readonly SlotChange[]>();
    this.#changes.set(of, changes.set(start, [...(changes.get(start) ?? []), change]));
    this.version++;
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
  }
}

/** What a slot is before anything has happened to it. */
function ruledStatus(slot: RuledSlot): SlotStatus {
  return slot.busy ? 'busy' : 'free';
}

/** The status that one bit stands for. */
export function statusOf(bit: number): SlotStatus {
  return bit === STATUS_BITS.free ? 'free' : bit === STATUS_BITS.busy ? 'busy' : 'tentative';
}
