import { parseToken, splitOr, tokenMatches } from '../../fhir/token.ts';
import { jsonAnswer } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import { practitionerRoleResource, scheduleResource } from '../representation/schedule.ts';
import { entryOf, searchset } from '../representation/searchset.ts';
import type { Interaction } from './interaction.ts';
import { knownParameters } from './read-input.ts';

const SCHEDULE_PARAMETERS = new Set(['service-category']);

/** `GET /Schedule?service-category=` (PR): as published the Schedule itself is the entry. */
export const searchSchedule: Interaction = (world, request) => {
  const known = knownParameters(request, SCHEDULE_PARAMETERS);
  if (isProblem(known)) return known;
  let schedules = world.agenda.schedules.map(({ rules }) => rules);
  for (const [name, value] of known.parameters) {
    if (name !== 'service-category') continue;
    const tokens = splitOr(value).map(parseToken);
    if (tokens.includes(undefined)) return { problem: 'bad-token', expression: name };
    schedules = schedules.filter(({ offered, types }) =>
      types.some((type) => offered.has(type.index) && tokens.some((token) => token && tokenMatches(token, type))),
    );
  }
  const resources = schedules.map(scheduleResource);
  const entries =
    world.dialect === 'published' ? resources : resources.map((resource) => entryOf(request.base, resource));
  const self = `${request.base}/Schedule${request.rawQuery === '' ? '' : `?${request.rawQuery}`}`;
  return jsonAnswer(200, searchset(self, entries), { about: { found: entries.length, notes: known.notes } });
};

/** `GET /Schedule/{id}` (PR). */
export const readSchedule: Interaction = (world, { id }) => {
  const schedule = world.agenda.schedule(id);
  return schedule ? jsonAnswer(200, scheduleResource(schedule.rules)) : { problem: 'no-such-resource' };
};

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

/** `GET /PractitionerRole/{id}` (PR). */
export const readPractitionerRole: Interaction = (world, { id }) => {
  const practitioner = world.practice.practitioners.find((one) => one.id === id);
  if (!practitioner) return { problem: 'no-such-resource' };
  return jsonAnswer(200, practitionerRoleResource(practitioner, world.dialect));
};
