import { isTestBsn } from '../../../fhir/bsn.ts';
import { redactText } from '../../../output/redaction.ts';
import { defined } from '../../../schema/defined.ts';
import { DEFAULT_COMMENTS } from '../../domain/approval/policy.ts';
import { createPeople, generateBsn } from '../../practice/people.ts';
import { UNKNOWN_PATIENT } from '../../practice/schema.ts';
import type { World } from '../../world/world.ts';
import type { Snapshot } from './schema.ts';

type SnapshotPatient = Snapshot['patients'][number];

/** Replaces the people in parts of a state, and all comments of patients, so that they identify no person. */
export interface Pseudonyms {
  replace<Parts extends Partial<Snapshot>>(parts: Parts): Parts;
  /** Returns the pseudonym of `Patient/{id}`, if its id may identify a person. */
  referenceOf(reference: string): string;
}

/**
 * Creates the pseudonyms of everyone whose BSN may be real: the same ones wherever they occur.
 * @param everyone the patients of all parts of which people are replaced
 */
export function createPseudonyms({ practice: { seed } }: World, everyone: readonly SnapshotPatient[]): Pseudonyms {
  const people = createPeople(seed);
  const isMadeUp = ({ origin, bsn }: SnapshotPatient): boolean =>
    origin === 'practice' && bsn !== undefined && isTestBsn(bsn);
  const references = [...new Set(everyone.map(({ reference }) => reference))];
  const numbers = new Map(references.map((reference, index) => [reference, index + 1]));
  const madeUpNames = new Set(everyone.filter(isMadeUp).map(({ reference, name }) => `${reference} ${name}`));
  const referenceOf = (reference: string): string =>
    redactText(reference) === reference ? reference : `Patient/pseudonym-${numbers.get(reference) ?? 0}`;
  const nameOf = (reference: string, display: string): string =>
    madeUpNames.has(`${reference} ${display}`) ? display : people.patient(referenceOf(reference));
  const mask = <A extends Snapshot['appointments'][number]>(appointment: A): A => ({
    ...appointment,
    patient: referenceOf(appointment.patient),
    patientDisplay: nameOf(appointment.patient, appointment.patientDisplay),
    practitioner: {
      ...appointment.practitioner,
      reference: redactText(appointment.practitioner.reference),
      display: '',
    },
    comment: `(${appointment.comment.length} characters)`,
  });
  const replaceConfiguration = (configuration: Snapshot['configuration']): Snapshot['configuration'] => ({
    ...configuration,
    ...defined({
      patients: configuration.patients?.map((patient) =>
        patient.bsn === undefined || isTestBsn(patient.bsn)
          ? patient
          : {
              id: patient.id,
              name: people.patient(`Patient/${patient.id}`),
              bsn: generateBsn(seed, `Patient/${patient.id}`),
            },
      ),
    }),
  });
  const replacePatient = (patient: SnapshotPatient): SnapshotPatient =>
    isMadeUp(patient)
      ? patient
      : {
          reference: referenceOf(patient.reference),
          name: people.patient(referenceOf(patient.reference)),
          bsn: generateBsn(seed, patient.reference),
          origin: 'made-up',
        };
  const replaceDelivery = (delivery: Snapshot['deliveries'][number]): Snapshot['deliveries'][number] => {
    const { comment, record, decision = 'accepted', ...message } = delivery.message;
    return {
      ...delivery,
      message: {
        ...message,
        ...(message.kind === 'response' ? { decision } : {}),
        ...(comment === undefined ? {} : { comment: DEFAULT_COMMENTS[decision] }),
        ...(record === undefined ? {} : { record: mask(record) }),
      },
    };
  };
  return {
    replace: (parts) => ({
      ...parts,
      ...defined({
        configuration: parts.configuration && replaceConfiguration(parts.configuration),
        loggedInPatient:
          parts.loggedInPatient === UNKNOWN_PATIENT
            ? UNKNOWN_PATIENT
            : parts.loggedInPatient && referenceOf(parts.loggedInPatient),
        patients: parts.patients?.map(replacePatient),
        appointments: parts.appointments?.map(mask),
        plans: parts.plans?.map((plan) => ({ ...plan, comment: DEFAULT_COMMENTS[plan.decision] })),
        deliveries: parts.deliveries?.map(replaceDelivery),
      }),
    }),
    referenceOf,
  };
}
