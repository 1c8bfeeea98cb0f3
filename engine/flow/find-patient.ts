import type { FlowContext } from '../context.ts';
import type { Failure } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import { type FoundPatient, isPatient, readPatient } from '../read/patient.ts';
import { asObject } from '../read/values.ts';
import { readSearchset } from './search-slots.ts';

/** The result of step 0. */
export type PatientResult =
  | {
      readonly outcome: 'patient';
      /** `Patient/{id}`, which the booking refers to (PT-4). */
      readonly reference: string;
      /** The name of the patient, or the reference where the XIS returned no name. */
      readonly display: string;
      readonly observations: readonly Observation[];
    }
  /** PT-2: the XIS does not know the patient, and the flow ends here. */
  | { readonly outcome: 'unknown'; readonly text: string; readonly observations: readonly Observation[] }
  | Failure;

/**
 * Finds the patient in the XIS (step 0; PT-1 to PT-4). Chooses no patient where it is not certain who is meant: a booking for
 * another person would be worse than no booking.
 * @param expected.bsn the BSN of the patient; default: that of the token, which only the XIS reads
 */
export async function findPatient(
  context: FlowContext,
  { bsn }: { readonly bsn?: string | undefined },
): Promise<PatientResult> {
  const observe = createObserver();
  const reply = await context.client.get('/Patient');
  const bundle = readSearchset(context, reply, 'PT-1', observe, 'TR-10');
  if ('outcome' in bundle) return bundle;
  const { observations } = observe;
  const found = bundle.resources.flatMap(({ resource, path }) => {
    if (isPatient(resource)) return [readPatient(resource, path, observe)];
    // FHIR allows other resources in a searchset, such as an OperationOutcome.
    observe.warnMismatch('PT-1', `${path}.resourceType`, 'a Patient', asObject(resource)?.['resourceType']);
    return [];
  });
  if (found.length === 0) return { outcome: 'unknown', text: context.messageFor('unknown-patient'), observations };
  if (found.length > 1) observe.warn('PT-3', 'entry', `expected one Patient, got ${found.length}`);
  const patient = choosePatient(found, bsn);
  if (patient) return { outcome: 'patient', reference: patient.reference, display: patient.display, observations };
  const isUnusable = found.every((candidate) => candidate === undefined);
  const reason = isUnusable
    ? { clause: 'PT-4', error: 'expected a Patient with an id, got none' }
    : { clause: 'PT-3', error: bsn === undefined ? 'expected one Patient, got several' : OTHER_PATIENT };
  return context.fail({ ...reason, path: 'entry', status: 200 }, observe);
}

const OTHER_PATIENT = 'expected one Patient with the BSN of the patient, got another one or several';

/** Returns the only patient, unless it has another BSN, or of several the only one with the BSN (PT-3). */
function choosePatient(
  found: readonly (FoundPatient | undefined)[],
  bsn: string | undefined,
): FoundPatient | undefined {
  const [single, ...others] = found;
  if (others.length === 0 && (bsn === undefined || single?.bsn === undefined)) return single;
  const [matching, ...doubles] = bsn === undefined ? [] : found.filter((patient) => patient?.bsn === bsn);
  return doubles.length === 0 ? matching : undefined;
}
