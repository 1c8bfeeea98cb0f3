import { parseToken, splitOr, tokenMatches } from '../../fhir/token.ts';
import { jsonAnswer } from '../answer.ts';
import { isProblem } from '../problem.ts';
import { scheduleResource } from '../representation/schedule.ts';
import { entryOf, searchset } from '../representation/searchset.ts';
import type { Interaction } from './interaction.ts';
import { knownParameters } from './search-parameters.ts';

const PARAMETERS = new Set(['service-category']);

/** `GET /Schedule?service-category=` (PR): as published the Schedule itself is the entry. */
export const searchSchedule: Interaction = (world, request) => {
  const known = knownParameters(request, PARAMETERS);
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
