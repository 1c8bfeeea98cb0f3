import { writePatient } from '../representation/patient.ts';
import { toEntry } from '../representation/searchset.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type MutableBody, type MutableEntry } from './defect.ts';
import { failInstead, mutateBody } from './mutate.ts';

const SEARCH = 'search-patient';

/** Defects of patient discovery. */
export const PATIENT_DEFECTS = defineDefects({
  'patient-other': {
    clauses: ['PT-1'],
    description: 'GET /Patient returns another patient than the one of the token.',
    response: mutateBody(SEARCH, (body, { request, world }) => {
      const [other] = writeOthers(world, request?.base ?? '');
      if (!body.entry || !other) return false;
      body.entry = [other];
      return true;
    }),
  },
  'patient-all': {
    clauses: ['PT-3'],
    description: 'GET /Patient returns all patients, the one of the token first.',
    response: mutateBody(SEARCH, (body, { request, world }) => {
      const others = writeOthers(world, request?.base ?? '');
      if (!body.entry || others.length === 0) return false;
      body.entry = [...body.entry, ...others];
      body.total = body.entry.length;
      return true;
    }),
  },
  'patient-unknown-404': {
    clauses: ['PT-2'],
    description: 'GET /Patient returns 404 for a patient whom the practice does not know.',
    response: failInstead(SEARCH, { problem: 'no-such-resource' }, ({ entry = [] }) => entry.length === 0),
  },
  'patient-without-identifier': {
    clauses: ['PT-4'],
    description: 'The Patient has no identifier.',
    warns: true,
    response: mutateBody(SEARCH, ({ entry = [] }) => {
      for (const { resource } of entry) delete resource?.identifier;
      return entry.length > 0;
    }),
  },
});

/** Writes the patients who are not logged in, as entries of a Bundle. */
function writeOthers(world: World, base: string): MutableEntry[] {
  const others = [...world.patients.values()].filter(({ reference }) => reference !== world.loggedInPatient);
  return others.map((patient) =>
    toEntry(base, writePatient(world.identify(patient)) as MutableBody & { resourceType: string; id: string }),
  );
}
