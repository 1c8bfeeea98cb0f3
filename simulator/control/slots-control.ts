import type { Instant } from '../../fhir/instant.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import type { Holder, ScheduleAgenda, SlotChange } from '../world/schedule-agenda.ts';
import type { World } from '../world/world.ts';
import { ControlError, requireKnown } from './control-error.ts';
import { createInputReader, resolveMomentInput, type SlotPeriod, slotPeriodSchema } from './inputs.ts';
import type { Organization, RunCommand } from './organization.ts';

const MAX_PERIOD_MS = 31 * 86_400_000;

const readPeriod = createInputReader(slotPeriodSchema);

export function slotsControl(world: () => World, command: RunCommand): Organization['slots'] {
  const getSlot = (id: string) => requireKnown(world().agenda.slot(id, world().clock.now()), 'slot');
  return {
    take: (id) =>
      command('slots.take', () => {
        const { schedule, slot, status } = getSlot(id);
        if (status !== 'free') throw new ControlError('conflict', 'the slot is not free');
        world().agenda.change(schedule, slot.start, 'busy', world().clock.now(), { kind: 'competitor' });
      }),
    release: (id) =>
      command('slots.release', () => {
        const { schedule, slot, status } = getSlot(id);
        const holder = schedule.history(slot.start).at(-1)?.holder;
        const state = holder?.kind === 'appointment' ? world().appointments.get(holder.id)?.state : undefined;
        if (holder?.kind === 'appointment' && (state === 'pending' || state === 'booked'))
          throw new ControlError('conflict', `appointment ${holder.id} has the slot: cancel the appointment`);
        if (status !== 'free') world().agenda.change(schedule, slot.start, 'free', world().clock.now());
      }),
    block: (input) =>
      command('slots.block', () => {
        const period = resolvePeriod(world(), readPeriod(input));
        return changeSlots(world(), period, 'busy', isFree, { kind: 'block' });
      }),
    unblock: (input) =>
      command('slots.unblock', () => {
        const period = resolvePeriod(world(), readPeriod(input));
        return changeSlots(world(), period, 'free', isBlocked);
      }),
  };
}

interface Period {
  readonly schedule: ScheduleAgenda;
  readonly from: Instant;
  readonly to: Instant;
}

function resolvePeriod(world: World, input: SlotPeriod): Period {
  const schedule = requireKnown(world.agenda.schedule(input.schedule), 'schedule');
  const from = resolveMomentInput(world, input.from);
  const to = resolveMomentInput(world, input.to);
  if (from < to && to - from <= MAX_PERIOD_MS) return { schedule, from, to };
  throw new ControlError('invalid', `to: expected a moment after from, by at most 31 days, got '${input.to}'`);
}

/** Changes the matching slots that overlap a period, and returns their ids. */
function changeSlots(
  { agenda, clock }: World,
  { schedule, from, to }: Period,
  status: SlotChange['status'],
  matches: (schedule: ScheduleAgenda, start: Instant) => boolean,
  holder?: Holder,
): readonly string[] {
  const starts = schedule.overlapping(from, to).map(({ start }) => start);
  const changed = starts.filter((start) => matches(schedule, start));
  for (const start of changed) agenda.change(schedule, start, status, clock.now(), holder);
  return changed.map((start) => slotId(schedule.rules.id, start));
}

function isFree(schedule: ScheduleAgenda, start: Instant): boolean {
  return schedule.at(start)?.status === 'free';
}

function isBlocked(schedule: ScheduleAgenda, start: Instant): boolean {
  return schedule.history(start).at(-1)?.holder?.kind === 'block';
}
