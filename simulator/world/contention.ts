import { type Instant, instant, isWritable } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import type { Contention } from '../domain/booking/contention.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
/** The maximum number of random picks of a competitor. */
const MAX_TRIES = 30;

export function setContention(world: World, contention: Contention): void {
  world.contention = contention;
  scheduleCompetitor(world);
}

/** Returns the average number of competitors from now until an instant. */
export function countExpectedCompetitors({ contention, clock }: World, until: Instant): number {
  return ((contention.competitorsPerHour ?? 0) * (until - clock.now())) / HOUR_MS;
}

/** Schedules the next competitor at a random time, on average `competitorsPerHour`. */
function scheduleCompetitor(world: World): void {
  const { competitorsPerHour = 0 } = world.contention;
  world.competitorAt = undefined;
  if (competitorsPerHour === 0) return;
  const wait = (-Math.log(1 - world.random.next('competitor')) / competitorsPerHour) * HOUR_MS;
  const at = instant(world.clock.now() + Math.round(wait));
  // Moved to the last instant of the clock, it would follow itself for ever.
  if (isWritable(at)) world.competitorAt = at;
}

/** Lets a competitor take a random free slot, unless another process has done so. */
export function takeRandomSlot(world: World): string | undefined {
  if (world.competitorAt === undefined || world.competitorAt > world.clock.now()) return undefined;
  scheduleCompetitor(world);
  const { agenda, random, clock, practice } = world;
  const now = clock.now();
  for (let attempt = 0; attempt < MAX_TRIES && agenda.schedules.length > 0; attempt++) {
    const schedule = agenda.schedules[Math.floor(random.next('competitor') * agenda.schedules.length)];
    const date = day(world.today() + Math.floor(random.next('competitor') * (practice.horizonDays + 1)));
    if (!schedule) continue;
    const { calendar } = schedule.rules;
    const ofDay = schedule.between(calendar.at(date, 0), calendar.at(day(date + 1), 0));
    const free = ofDay.filter(({ slot, status }) => status === 'free' && slot.start > now);
    const taken = free[Math.floor(random.next('competitor') * free.length)];
    if (!taken) continue;
    agenda.change(schedule, taken.slot.start, 'busy', now, { kind: 'competitor' });
    return `took a slot of ${schedule.rules.id}`;
  }
  return undefined;
}
