import { splitOr } from '../../fhir/token.ts';
import { jsonAnswer } from '../answer.ts';
import { isProblem } from '../problem.ts';
import { appointmentResource } from '../representation/appointment.ts';
import { entryOf, searchset } from '../representation/searchset.ts';
import type { Interaction } from './interaction.ts';
import { knownParameters } from './search-parameters.ts';

const PARAMETERS = new Set(['id', '_id']);

/** `GET /Appointment?id=` (CN-1); R4's `_id` as well. Without either it is a mistake, not a way to list all patients. */
export const searchAppointment: Interaction = (world, request) => {
  const known = knownParameters(request, PARAMETERS);
  if (isProblem(known)) return known;
  const asked = known.parameters.filter(([name]) => PARAMETERS.has(name)).map(([, value]) => new Set(splitOr(value)));
  const [first, ...others] = asked;
  if (!first) return { problem: 'missing-parameter', detail: 'Expected id.', expression: 'id' };
  const ids = [...first].filter((id) => others.every((set) => set.has(id)));
  const records = ids.map((id) => world.appointments.get(id)).filter((record) => record !== undefined);
  const entries = records.map((record) => entryOf(request.base, appointmentResource(record, world.appointmentContext)));
  const self = `${request.base}/Appointment?${request.rawQuery}`;
  const [only] = records.length === 1 ? records : [];
  return jsonAnswer(200, searchset(self, entries), {
    about: { found: entries.length, notes: known.notes, ...(only ? { appointment: only.id } : {}) },
  });
};
