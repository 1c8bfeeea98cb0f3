import type { PatientView } from '../../../simulator/index.ts';
import { organization } from '../app/state.ts';

/** The names of what an appointment refers to, as the practice has configured them. */
export interface Names {
  type(code: string): string;
  /** The place of the type in the list of types, for its mark. */
  typeIndex(code: string): number;
  schedule(id: string): string;
  /** The name of a patient of the configuration; the reference of another one. */
  patient(reference: string): string;
}

/** Returns the names of the selected organization. */
export function createNames(patients: ReadonlyMap<string, PatientView>): Names {
  const types = organization.value?.appointmentTypes ?? [];
  const schedules = organization.value?.schedules ?? [];
  return {
    type: (code) => types.find((each) => each.code === code)?.display ?? code,
    typeIndex: (code) =>
      Math.max(
        0,
        types.findIndex((each) => each.code === code),
      ),
    schedule: (id) => schedules.find((each) => each.id === id)?.practitioners.join(', ') || id,
    patient: (reference) => patients.get(reference)?.name ?? reference,
  };
}
