import { type Instant, plus } from '../../fhir/instant.ts';
import { type Calendar, type Day, day } from '../domain/agenda/calendar.ts';
import type { RuledSlot, ScheduleRules } from '../domain/agenda/rules.ts';
import { parseSlotId, slotId } from '../domain/agenda/slot-id.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';
import { Changes } from './changes.ts';
import { type Holder, ScheduleAgenda, type SlotChange } from './schedule-agenda.ts';
import type { WeekCache } from './week-cache.ts';

/** A slot with its schedule and its current status. */
export interface FoundSlot {
  readonly schedule: ScheduleAgenda;
  readonly slot: RuledSlot;
  readonly status: SlotStatus;
}

/** The changes of older days are forgotten. */
export const MAX_PAST_DAYS = 366;

/** All schedules of an organization. */
export class Agenda {
  readonly schedules: readonly ScheduleAgenda[];
  /** The number of changes so far. */
  sequence = 0;
  readonly #byId: ReadonlyMap<string, ScheduleAgenda>;
  readonly #byType = new Map<number, ScheduleAgenda[]>();
  readonly #byPractitioner = new Map<string, ScheduleAgenda[]>();
  readonly #calendar: Calendar;
  readonly #horizonDays: number;
  #horizon: { readonly day: Day; readonly end: Instant } | undefined;
  readonly #changes: Changes;

  constructor(
    rules: readonly ScheduleRules[],
    calendar: Calendar,
    horizonDays: number,
    cache: WeekCache,
    changes = new Changes(),
  ) {
    this.#changes = changes;
    this.schedules = rules.map((scheduleRules) => new ScheduleAgenda(scheduleRules, cache));
    this.#byId = new Map(this.schedules.map((schedule) => [schedule.rules.id, schedule]));
    for (const schedule of this.schedules) {
      for (const type of schedule.rules.offered) add(this.#byType, type, schedule);
      for (const { id } of schedule.rules.practitioners) add(this.#byPractitioner, id, schedule);
    }
    this.#calendar = calendar;
    this.#horizonDays = horizonDays;
  }

  schedule(id: string): ScheduleAgenda | undefined {
    return this.#byId.get(id);
  }

  /** Returns the schedules that a search covers, in the order of the practice. */
  schedulesFor(
    ids: ReadonlySet<string> | undefined,
    types: ReadonlySet<number> | undefined,
  ): readonly ScheduleAgenda[] {
    if (ids) {
      const named = [...ids].map((id) => this.#byId.get(id)).filter((schedule) => schedule !== undefined);
      const offering = types ? named.filter(({ rules }) => [...types].some((type) => rules.offered.has(type))) : named;
      return offering.sort(byIndex);
    }
    if (!types) return this.schedules;
    const [only] = types;
    if (types.size === 1 && only !== undefined) return this.#byType.get(only) ?? [];
    return [...new Set([...types].flatMap((type) => this.#byType.get(type) ?? []))].sort(byIndex);
  }

  /** Returns the end of the last day with slots, seen from `now`. */
  horizonEnd(now: Instant): Instant {
    const today = this.#calendar.dayAt(now);
    if (this.#horizon?.day !== today) {
      for (const schedule of this.schedules) schedule.forgetBefore(day(today - MAX_PAST_DAYS));
      this.#horizon = { day: today, end: plus(this.#calendar.at(day(today + this.#horizonDays + 1), 0), 0) };
    }
    return this.#horizon.end;
  }

  /** Returns the slot with an id, past slots included; undefined when it is unknown or beyond the horizon. */
  slot(id: string, now: Instant): FoundSlot | undefined {
    const parsed = parseSlotId(id);
    const schedule = parsed && this.schedule(parsed.scheduleId);
    if (!schedule || parsed.start >= this.horizonEnd(now)) return undefined;
    const found = schedule.at(parsed.start);
    return found && { schedule, ...found };
  }

  /** Returns the slots of a practitioner that start at an instant, within the horizon. */
  slotsOf(practitionerId: string, start: Instant, now: Instant): readonly FoundSlot[] {
    if (start >= this.horizonEnd(now)) return [];
    const found: FoundSlot[] = [];
    for (const schedule of this.#byPractitioner.get(practitionerId) ?? []) {
      const slot = schedule.at(start);
      if (slot) found.push({ schedule, ...slot });
    }
    return found;
  }

  change(schedule: ScheduleAgenda, start: Instant, status: SlotStatus, at: Instant, holder?: Holder): void {
    const change: SlotChange = { sequence: ++this.sequence, at, status, ...(holder ? { holder } : {}) };
    schedule.change(start, change);
    this.#changes.append('slot', slotId(schedule.rules.id, start), change);
  }

  /** Returns the changes of all changed slots until now, by the id of the slot. */
  *changes(): Iterable<readonly [string, readonly SlotChange[]]> {
    for (const schedule of this.schedules)
      for (const [start, changes] of schedule.changes()) yield [slotId(schedule.rules.id, start), [...changes]];
  }

  /** Restores changes of a slot, after those that it has. */
  restore(id: string, changes: readonly SlotChange[]): void {
    const { scheduleId, start } = parseSlotId(id) ?? {};
    const schedule = scheduleId === undefined ? undefined : this.schedule(scheduleId);
    if (!schedule || start === undefined) return;
    for (const change of changes) {
      schedule.change(start, change);
      this.sequence = Math.max(this.sequence, change.sequence);
    }
  }

  /** Returns the sum of the versions of some or all schedules; it changes with every change of one of them. */
  versionOf(ids: ReadonlySet<string> | undefined): number {
    if (!ids) return this.sequence;
    let sum = 0;
    for (const id of ids) sum += this.#byId.get(id)?.version ?? 0;
    return sum;
  }

  close(): void {
    for (const schedule of this.schedules) schedule.close();
  }
}

function add<K>(map: Map<K, ScheduleAgenda[]>, key: K, schedule: ScheduleAgenda): void {
  const schedules = map.get(key);
  if (schedules) schedules.push(schedule);
  else map.set(key, [schedule]);
}

function byIndex(a: ScheduleAgenda, b: ScheduleAgenda): number {
  return a.rules.index - b.rules.index;
}
