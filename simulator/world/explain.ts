import { type Instant, instant } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import type { RuledSlot } from '../domain/agenda/rules.ts';
import { type SlotQuery, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { JournalEntry } from './journal.ts';
import type { ScheduleAgenda } from './schedule-agenda.ts';
import type { World } from './world.ts';

/** The reason why a slot could not be booked. */
export interface ConflictExplanation {
  readonly slot: string;
  readonly takenBy: 'appointment' | 'competitor' | 'the start' | 'nobody';
  readonly appointment?: string;
  /** The time of the booking. */
  readonly since?: Instant;
  readonly text: string;
}

/** Returns who held the slot of a rejected booking, and since when. */
export function explainConflict(world: World, entry: JournalEntry): ConflictExplanation | undefined {
  if (!entry.conflict) return undefined;
  const { slot: id, sequence } = entry.conflict;
  const found = world.agenda.slot(id, world.clock.now());
  if (!found) return undefined;
  const change = found.schedule.history(found.slot.start).findLast((candidate) => candidate.sequence <= sequence);
  const holder = change?.holder;
  if (holder?.kind === 'appointment') {
    const text = `taken by appointment ${holder.id}`;
    return { slot: id, takenBy: 'appointment', appointment: holder.id, since: change?.at as Instant, text };
  }
  if (holder) return { slot: id, takenBy: 'competitor', since: change?.at as Instant, text: 'taken by a competitor' };
  if (found.slot.busy)
    return { slot: id, takenBy: 'the start', text: 'initially busy (busyShare, or an explicit slot)' };
  return { slot: id, takenBy: 'nobody', text: 'free in searches but never bookable (phantomShare)' };
}

/** The number of slots by reason; each slot counts once, for the first reason that applies. */
export interface SearchExplanation {
  /** All future slots within the horizon. */
  readonly slots: number;
  readonly found: number;
  readonly otherSchedule: number;
  readonly otherServiceCategory: number;
  readonly outsideDates: number;
  readonly busy: number;
  readonly awaitingApproval: number;
  /** Free slots, in a search that excludes them. */
  readonly free: number;
  /** The same as a sentence. */
  readonly text: string;
}

/** Explains the result of a search from the agenda at that time. */
export function explainSearch(
  world: World,
  { query, sequence, at }: NonNullable<JournalEntry['search']>,
): SearchExplanation {
  const count = {
    slots: 0,
    found: 0,
    otherSchedule: 0,
    otherServiceCategory: 0,
    outsideDates: 0,
    busy: 0,
    awaitingApproval: 0,
    free: 0,
  };
  const end = world.agenda.horizonEnd(at);
  for (const schedule of world.agenda.schedules) {
    const { calendar } = schedule.rules;
    const last = calendar.dayAt(instant(end - 1));
    for (let date = calendar.dayAt(at); date <= last; date = day(date + 1)) {
      for (const slot of schedule.day(date).slots) {
        if (slot.start <= at || slot.start >= end) continue;
        count.slots++;
        count[findReason(schedule, slot, query, sequence)]++;
      }
    }
  }
  return { ...count, text: summarize(count) };
}

type Reason = Exclude<keyof SearchExplanation, 'slots' | 'text'>;

function findReason(schedule: ScheduleAgenda, slot: RuledSlot, query: SlotQuery, sequence: number): Reason {
  if (query.schedules && !query.schedules.has(schedule.rules.id)) return 'otherSchedule';
  if (query.types && !query.types.has(slot.type)) return 'otherServiceCategory';
  if (!query.starts.some(({ from, to }) => from <= slot.start && slot.start < to)) return 'outsideDates';
  const status = schedule.statusAsOf(slot, sequence);
  if ((STATUS_BITS[status] & query.statuses) !== 0) return 'found';
  return status === 'busy' ? 'busy' : status === 'free' ? 'free' : 'awaitingApproval';
}

function summarize(count: Omit<SearchExplanation, 'text'>): string {
  const reasons: readonly (readonly [number, string])[] = [
    [count.otherSchedule, 'on another schedule'],
    [count.otherServiceCategory, 'other service category'],
    [count.outsideDates, 'outside the dates'],
    [count.busy, 'busy'],
    [count.awaitingApproval, 'awaiting approval'],
    [count.free, 'free'],
    [count.found, 'found'],
  ];
  const parts = reasons.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
  return `${count.slots} slots${parts.length > 0 ? `: ${parts.join(', ')}` : ' in the agenda'}`;
}
