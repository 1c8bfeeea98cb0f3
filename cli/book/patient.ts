import type { BookingEngine, BookingPatient, Observation } from '../../engine/index.ts';
import { redactText } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import { VARIABLES } from '../environment.ts';
import type { Settings } from '../settings.ts';
import type { TOKEN_OPTIONS } from '../token/options.ts';
import { UsageError } from '../usage-error.ts';

/** The patient on the command line. */
export interface PatientChoices {
  readonly reference?: string;
  readonly name?: string;
  readonly bsn?: string;
  /** Whether the XIS gets a token, which may carry the BSN. */
  readonly hasToken: boolean;
}

/** The patient of the booking, or why the flow ends. */
export type IdentifiedPatient =
  | {
      readonly outcome: 'patient';
      readonly patient: BookingPatient;
      /** How the patient was found, for the user; undefined where the command line says who it is. */
      readonly note?: string;
      readonly observations: readonly Observation[];
    }
  | {
      readonly outcome: 'unknown-patient' | 'failed';
      readonly text: string;
      readonly observations: readonly Observation[];
    };

/**
 * Checks that a token of an authorization server is that of a patient: all requests of a booking are (AU-1).
 * @throws UsageError where the options name no patient
 */
export function expectLogin({ values, nameOf }: Settings<typeof TOKEN_OPTIONS>): void {
  const { issuer, tokenUrl, grant, subjectToken, subjectTokenCommand, patientBsn } = values;
  const way = issuer !== undefined ? 'issuer' : tokenUrl !== undefined ? 'tokenUrl' : undefined;
  const hasLogin = issuer !== undefined && patientBsn !== undefined;
  const hasPatient = hasLogin || subjectToken !== undefined || subjectTokenCommand !== undefined;
  if (way === undefined || hasPatient || grant === 'client_credentials') return;
  throw new UsageError(
    `${nameOf(way)}: expected the patient who books: ${nameOf('patientBsn')} or ${VARIABLES.patientBsn} for an authorization server of xis-testkit, ${nameOf('subjectToken')} or ${nameOf('subjectTokenCommand')} for any other`,
  );
}

const DEFAULT_REFERENCE = 'Patient/1';
const DEFAULT_NAME = 'Test Patient';
/** The statuses of a XIS without patient discovery. */
const WITHOUT_DISCOVERY = [404, 405, 501];

/**
 * Identifies the patient (PT): the given reference, or with a token or a BSN the patient that the XIS returns. Takes the
 * default reference without any of these, and where the XIS does not know `GET /Patient`.
 */
export async function identifyPatient(
  engine: BookingEngine,
  { reference, name, bsn, hasToken }: PatientChoices,
): Promise<IdentifiedPatient> {
  const toPatient = (id: string, display = DEFAULT_NAME) => ({ reference: id, display, ...defined({ bsn }) });
  if (reference !== undefined || (bsn === undefined && !hasToken)) {
    return { outcome: 'patient', patient: toPatient(reference ?? DEFAULT_REFERENCE, name), observations: [] };
  }
  const found = await engine.patient({ bsn });
  const { observations } = found;
  if (found.outcome === 'unknown') return { outcome: 'unknown-patient', text: found.text, observations };
  if (found.outcome === 'patient') {
    const patient = toPatient(found.reference, name ?? found.display);
    return { outcome: 'patient', patient, note: redactText(found.reference), observations };
  }
  if (!WITHOUT_DISCOVERY.includes(found.status ?? 0)) return { outcome: 'failed', text: found.error, observations };
  const message = `GET /Patient returned ${found.status}, so the booking is for ${DEFAULT_REFERENCE}`;
  return {
    outcome: 'patient',
    patient: toPatient(DEFAULT_REFERENCE, name),
    note: `${DEFAULT_REFERENCE} (${message})`,
    observations: [...observations, { clause: 'PT-1', path: 'status', message, effect: 'odd' }],
  };
}
