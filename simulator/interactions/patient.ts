import { jsonResponse } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import { writePatient } from '../representation/patient.ts';
import { toEntry } from '../representation/searchset.ts';
import type { Interaction } from './interaction.ts';
import { readParameters, toSearchset } from './read-input.ts';

/**
 * Handles `GET /Patient` (PT-1 to PT-4): the patient who is logged in, or an empty searchset if the practice does not know
 * this patient.
 */
export const searchPatient: Interaction = (world, request) => {
  const known = readParameters(request, new Set());
  if (isProblem(known)) return known;
  const patient = world.loggedInPatient === undefined ? undefined : world.patients.get(world.loggedInPatient);
  const entries = patient ? [toEntry(request.base, writePatient(patient))] : [];
  const body = toSearchset(request.base, 'Patient', known, entries);
  return jsonResponse(200, body, { journal: { found: entries.length, notes: known.notes } });
};
