import { plus } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import type { Contention } from '../domain/booking/contention.ts';
import { STATUS_BITS } from '../domain/search/slot-query.ts';
import type { World } from './world.ts';

/** Attempts to find a free slot before a competitor goes away without one. */
const MAX_TRIES = 30;

/** Changes who else wants slots, from now on. */
export function setContention(world: World, contention: Contention): void {
  world.contention = contention;
  world.clock.cancel('competitor', world.practice.agb);
  scheduleCompetitor(world);
}

/** Sets when the next competitor comes: at random moments, so many in an hour on average. */
function scheduleCompetitor(world: World): void {
  const perHour = world.contention.competitorsPerHour ?? 0;
  if (perHour === 0) return;
  const wait = (-Math.log(1 - world.random.next('competitor')) / perHour) * 3_600_000;
  world.clock.schedule(plus(world.clock.now(), Math.round(wait)), { kind: 'competitor', subject: world.practice.agb });
}

/** A competitor takes a free slot somewhere in the agenda. */
export function takeRandomSlot(world: World): string | undefined {
  scheduleCompetitor(world);
  const { agenda, random: draws, clock, practice } = world;
  const now = clock.now();
  for (let attempt = 0; attempt < MAX_TRIES && agenda.schedules.length > 0; attempt++) {
    const schedule = agenda.schedules[Math.floor(draws.next('competitor') * agenda.schedules.length)];
    const of = day(world.today() + Math.floor(draws.next('competitor') * (practice.horizonDays + 1)));
    const { slots, statuses } = schedule?.day(of) ?? { slots: [], statuses: [] };
    const free = slots.filter(({ start }, index) => statuses[index] === STATUS_BITS.free && start > now);
    const slot = free[Math.floor(draws.next('competitor') * free.length)];
    if (!schedule || !slot) continue;
    agenda.change(schedule, slot.start, 'busy', now, { kind: 'competitor' });
    return `took a slot of ${schedule.rules.id}`;
  }
  return undefined;
}
