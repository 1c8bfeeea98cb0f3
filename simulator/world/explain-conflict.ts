import type { Instant } from '../../fhir/instant.ts';
import type { JournalEntry } from './journal.ts';
import type { World } from './world.ts';

/** Who had a slot that could not be booked. */
export interface ConflictExplanation {
  readonly slot: string;
  readonly takenBy: 'appointment' | 'competitor' | 'the start' | 'nobody';
  readonly appointment?: string;
  /** When it was taken. */
  readonly since?: Instant;
  readonly text: string;
}

/** Tells who had the slot that a booking was refused for, and since when. */
export function explainConflict(world: World, entry: JournalEntry): ConflictExplanation | undefined {
  if (!entry.conflict) return undefined;
  const { slot: id, sequence } = entry.conflict;
  const found = world.agenda.slot(id, world.clock.now());
  if (!found) return undefined;
  const change = found.schedule.history(found.slot.start).findLast((one) => one.sequence <= sequence);
  const holder = change?.holder;
  if (holder?.kind === 'appointment') {
    const text = `taken by appointment ${holder.id}`;
    return { slot: id, takenBy: 'appointment', appointment: holder.id, since: change?.at as Instant, text };
  }
  if (holder) return { slot: id, takenBy: 'competitor', since: change?.at as Instant, text: 'taken by a competitor' };
  if (found.slot.busy)
    return { slot: id, takenBy: 'the start', text: 'busy from the start (busyShare, or an explicit slot)' };
  return { slot: id, takenBy: 'nobody', text: 'shows as free but can never be booked (phantomShare)' };
}
