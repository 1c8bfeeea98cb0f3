import type { Interaction } from './interaction.ts';

/** `GET /Slot/{id}`: also one that is taken or past. */
export const readSlot: Interaction = (world, { id }) => {
  const found = world.agenda.slot(id, world.clock.now());
  if (!found) return { problem: 'no-such-resource' };
  const text = world.slots.resource(found.schedule.rules, found.slot, found.status);
  return { status: 200, head: text, parts: [] };
};
