import type { Bearer } from '../../oauth/bearer/validate.ts';
import type { Patient } from '../domain/practice.ts';
import { jsonResponse } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import { writePatient } from '../representation/patient.ts';
import { toEntry } from '../representation/searchset.ts';
import type { World } from '../world/world.ts';
import type { Interaction } from './interaction.ts';
import { readParameters, toSearchset } from './read-input.ts';
import { findPatient } from './token-patient.ts';

/**
 * Handles `GET /Patient` (PT-1 to PT-4; AU-5): the patient who is logged in, or an empty searchset if the practice does not know
 * this patient.
 */
export const searchPatient: Interaction = (world, request) => {
  const known = readParameters(request, new Set());
  if (isProblem(known)) return known;
  const patient = findLoggedIn(world, request.bearer);
  const entries = patient ? [toEntry(request.base, writePatient(world.identify(patient, request.bearer?.bsn)))] : [];
  const body = toSearchset(request.base, 'Patient', known, entries);
  return jsonResponse(200, body, { journal: { found: entries.length, notes: known.notes } });
};

function findLoggedIn(world: World, bearer: Bearer | undefined): Patient | undefined {
  const { patients, loggedInPatient } = world;
  if (bearer) return findPatient(world, bearer.bsn);
  return loggedInPatient === undefined ? undefined : patients.get(loggedInPatient);
}
