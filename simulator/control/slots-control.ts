import type { FoundSlot } from '../world/agenda.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import type { Organization } from './organization.ts';

/** Slots that others take and give back. */
export function slotsControl(world: () => World): Organization['slots'] {
  const slotOf = (id: string): FoundSlot => {
    const found = world().agenda.slot(id, world().clock.now());
    if (!found) throw new ControlError('not-found', 'there is no such slot');
    return found;
  };
  return {
    take(id) {
      const { schedule, slot, status } = slotOf(id);
      if (status !== 'free') throw new ControlError('conflict', 'the slot is not free');
      world().agenda.change(schedule, slot.start, 'busy', world().clock.now(), { kind: 'competitor' });
    },
    release(id) {
      const { schedule, slot, status } = slotOf(id);
      const holder = schedule.history(slot.start).at(-1)?.holder;
      if (holder?.kind === 'appointment')
        throw new ControlError('conflict', `appointment ${holder.id} has the slot: cancel it`);
      if (status !== 'free') world().agenda.change(schedule, slot.start, 'free', world().clock.now());
    },
  };
}
