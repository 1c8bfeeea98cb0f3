import { type Instant, plus } from '../../fhir/instant.ts';
import { type EventHandler, OrganizationClock, type ScheduledEvent } from '../../simulator/world/clock.ts';
import { createManualSystem } from './manual-system.ts';
import { at } from './rules.ts';

export const NINE = at('2026-11-23T09:00:00Z');
export const MINUTE = 60_000;
/** A moment so many minutes after nine. */
export const minute = (minutes: number): Instant => plus(NINE, minutes * MINUTE);
/** Something that is to happen. */
export const event = (subject: string, kind: ScheduledEvent['kind'] = 'decide'): ScheduledEvent => ({ kind, subject });

/** A clock that starts at nine, on a machine that shows another time, and what it has fired. */
export function clockOf({ frozen = true, fire }: { readonly frozen?: boolean; readonly fire?: EventHandler } = {}) {
  const system = createManualSystem(at('2030-01-01T00:00:00Z'));
  const fired: string[] = [];
  const clock: OrganizationClock = new OrganizationClock(
    system,
    (due) => {
      fired.push(`${due.subject} at ${(clock.now() - NINE) / MINUTE}`);
      return fire ? fire(due) : 'done';
    },
    { now: NINE, frozen },
  );
  return { system, clock, fired };
}
