import { jsonAnswer } from '../answer.ts';
import { scheduleResource } from '../representation/schedule.ts';
import type { Interaction } from './interaction.ts';

/** `GET /Schedule/{id}` (PR). */
export const readSchedule: Interaction = (world, { id }) => {
  const schedule = world.agenda.schedule(id);
  return schedule ? jsonAnswer(200, scheduleResource(schedule.rules)) : { problem: 'no-such-resource' };
};
