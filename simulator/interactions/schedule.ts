import { parseToken, splitOr, tokenMatches } from '../../fhir/token.ts';
import { jsonResponse } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import { writePractitionerRole, writeSchedule } from '../representation/schedule.ts';
import { toEntry } from '../representation/searchset.ts';
import type { Interaction } from './interaction.ts';
import { readParameters, toSearchset } from './read-input.ts';

const SCHEDULE_PARAMETERS = new Set(['service-category']);

/** Handles `GET /Schedule?service-category=` (PR). In the published dialect the Schedule itself is the entry. */
export const searchSchedule: Interaction = (world, request) => {
  const known = readParameters(request, SCHEDULE_PARAMETERS);
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
  const resources = schedules.map(writeSchedule);
  const entries =
    world.dialect === 'published' ? resources : resources.map((resource) => toEntry(request.base, resource));
  const body = toSearchset(request.base, 'Schedule', known, entries);
  return jsonResponse(200, body, { journal: { found: entries.length, notes: known.notes } });
};

/** Handles `GET /Schedule/{id}` (PR). */
export const readSchedule: Interaction = (world, { id }) => {
  const schedule = world.agenda.schedule(id);
  return schedule ? jsonResponse(200, writeSchedule(schedule.rules)) : { problem: 'no-such-resource' };
};

/** Handles `GET /PractitionerRole` (PR). */
export const searchPractitionerRole: Interaction = (world, request) => {
  const known = readParameters(request, new Set());
  if (isProblem(known)) return known;
  const resources = world.practice.practitioners.map((practitioner) =>
    writePractitionerRole(practitioner, world.dialect),
  );
  const entries = resources.map((resource) => toEntry(request.base, resource));
  const searchset = toSearchset(request.base, 'PractitionerRole', known, entries);
  // The published Bundle requires `entry`, also when it is empty.
  const body = world.dialect === 'published' ? { ...searchset, entry: searchset.entry ?? [] } : searchset;
  return jsonResponse(200, body, { journal: { found: entries.length, notes: known.notes } });
};

/** Handles `GET /PractitionerRole/{id}` (PR). */
export const readPractitionerRole: Interaction = (world, { id }) => {
  const practitioner = world.practice.practitioners.find((candidate) => candidate.id === id);
  if (!practitioner) return { problem: 'no-such-resource' };
  return jsonResponse(200, writePractitionerRole(practitioner, world.dialect));
};
