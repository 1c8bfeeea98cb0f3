import { parseToken, splitOr, tokenMatches } from '../../fhir/token.ts';
import type { AppointmentType } from '../domain/practice.ts';
import { jsonResponse } from '../interaction-result.ts';
import { isProblem, type Problem } from '../problem.ts';
import type { Interaction } from './interaction.ts';
import { readParameters } from './read-input.ts';

const PARAMETERS = new Set(['service-category']);

/** Handles `GET /ValueSet/BookableAppointmentTypes` (AT-1 to AT-3, AT-5). */
export const readAppointmentTypes: Interaction = (world, request) => {
  const known = readParameters(request, PARAMETERS);
  if (isProblem(known)) return known;
  let types = world.practice.types;
  for (const [name, value] of known.parameters) {
    if (name !== 'service-category') continue;
    const narrowed = filterByCategory(types, value);
    if (isProblem(narrowed)) return narrowed;
    types = narrowed;
  }
  const systems = [...new Set(types.map(({ system }) => system))];
  const include = systems.map((system) => ({
    system,
    concept: types.filter((type) => type.system === system).map(({ code, display }) => ({ code, display })),
  }));
  const body = { resourceType: 'ValueSet', id: 'BookableAppointmentTypes', status: 'active', compose: { include } };
  return jsonResponse(200, body, { journal: { found: types.length, notes: known.notes } });
};

/** Returns the types of the categories in a filter (AT-2). */
function filterByCategory(types: readonly AppointmentType[], value: string): readonly AppointmentType[] | Problem {
  const tokens = splitOr(value).map(parseToken);
  if (tokens.includes(undefined)) return { problem: 'bad-token', expression: 'service-category' };
  return types.filter(({ categories }) =>
    categories.some((category) => tokens.some((token) => token && tokenMatches(token, category))),
  );
}
