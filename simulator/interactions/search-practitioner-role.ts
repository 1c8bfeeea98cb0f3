import { jsonAnswer } from '../answer.ts';
import { isProblem } from '../problem.ts';
import { practitionerRoleResource } from '../representation/schedule.ts';
import { entryOf, searchset } from '../representation/searchset.ts';
import type { Interaction } from './interaction.ts';
import { knownParameters } from './search-parameters.ts';

/** `GET /PractitionerRole` (PR). */
export const searchPractitionerRole: Interaction = (world, request) => {
  const known = knownParameters(request, new Set());
  if (isProblem(known)) return known;
  const resources = world.practice.practitioners.map((practitioner) =>
    practitionerRoleResource(practitioner, world.dialect),
  );
  const entries = resources.map((resource) => entryOf(request.base, resource));
  const self = `${request.base}/PractitionerRole${request.rawQuery === '' ? '' : `?${request.rawQuery}`}`;
  // The published Bundle requires `entry`, also when there is none to list.
  const body = { ...searchset(self, entries), ...(world.dialect === 'published' ? { entry: entries } : {}) };
  return jsonAnswer(200, body, { about: { found: entries.length, notes: known.notes } });
};
