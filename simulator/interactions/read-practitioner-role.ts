import { jsonAnswer } from '../answer.ts';
import { practitionerRoleResource } from '../representation/schedule.ts';
import type { Interaction } from './interaction.ts';

/** `GET /PractitionerRole/{id}` (PR). */
export const readPractitionerRole: Interaction = (world, { id }) => {
  const practitioner = world.practice.practitioners.find((one) => one.id === id);
  if (!practitioner) return { problem: 'no-such-resource' };
  return jsonAnswer(200, practitionerRoleResource(practitioner, world.dialect));
};
