import { instant } from '../../fhir/instant.ts';
import { defined } from '../../schema/defined.ts';
import type { RuledSlot } from '../domain/agenda/rules.ts';
import { type SlotQuery, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { ScheduleAgenda } from '../world/schedule-agenda.ts';
import type { World } from '../world/world.ts';
import type { RequestExplanation } from './views.ts';

type SearchExplanation = NonNullable<RequestExplanation['search']>;

const HELD_WITHOUT_APPOINTMENT = { competitor: 'taken by a competitor', block: 'blocked by the practitioner' };

/** Explains the response to a request: the result of a slot search, or the rejection of a booking. */
export function explainRequest(world: World, { search, conflict }: JournalEntry): RequestExplanation {
  return defined({
    search: search && explainSearch(world, search),
    conflict: conflict && explainConflict(world, conflict),
  });
}

/** Returns who held the slot of a rejected booking, and since when. */
function explainConflict(
  world: World,
  { slot: id, sequence }: NonNullable<JournalEntry['conflict']>,
): RequestExplanation['conflict'] {
  const found = world.agenda.slot(id, world.clock.now());
  if (!found) return undefined;
  const change = found.schedule.history(found.slot.start).findLast((candidate) => candidate.sequence <= sequence);
  if (change?.holder) {
    const { holder } = change;
    const since = world.formatLocal(change.at);
    return holder.kind === 'appointment'
      ? { slot: id, takenBy: holder.kind, appointment: holder.id, since, text: `taken by appointment ${holder.id}` }
      : { slot: id, takenBy: holder.kind, since, text: HELD_WITHOUT_APPOINTMENT[holder.kind] };
  }
  if (found.slot.busy)
    return { slot: id, takenBy: 'the start', text: 'initially busy (busyShare, or an explicit slot)' };
  return { slot: id, takenBy: 'nobody', text: 'free in searches but never bookable (phantomShare)' };
}

/** The number of slots by reason; each slot counts once, for the first reason that applies. */
const NO_SLOTS = {
  slots: 0,
  found: 0,
  otherSchedule: 0,
  otherServiceCategory: 0,
  outsideDates: 0,
  busy: 0,
  awaitingApproval: 0,
  free: 0,
};

/** Explains the result of a search from the agenda at that time. */
function explainSearch(world: World, { query, sequence, at }: NonNullable<JournalEntry['search']>): SearchExplanation {
  const count = { ...NO_SLOTS };
  const end = world.agenda.horizonEnd(at);
  for (const schedule of world.agenda.schedules) {
    for (const { slot } of schedule.between(instant(at + 1), end)) {
      count.slots++;
      count[findReason(schedule, slot, query, sequence)]++;
    }
  }
  return { ...count, text: summarize(count) };
}

function findReason(
  schedule: ScheduleAgenda,
  slot: RuledSlot,
  query: SlotQuery,
  sequence: number,
): Exclude<keyof typeof NO_SLOTS, 'slots'> {
  if (query.schedules && !query.schedules.has(schedule.rules.id)) return 'otherSchedule';
  if (query.types && !query.types.has(slot.type)) return 'otherServiceCategory';
  if (!query.starts.some(({ from, to }) => from <= slot.start && slot.start < to)) return 'outsideDates';
  const status = schedule.statusAsOf(slot, sequence);
  if ((STATUS_BITS[status] & query.statuses) !== 0) return 'found';
  return status === 'busy' ? 'busy' : status === 'free' ? 'free' : 'awaitingApproval';
}

function summarize(count: typeof NO_SLOTS): string {
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
