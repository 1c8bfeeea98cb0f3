import { isTestBsn } from '../../../fhir/bsn.ts';
import { formatInstant, instant } from '../../../fhir/instant.ts';
import { redactText } from '../../../output/redaction.ts';
import { DEFAULT_COMMENTS } from '../../domain/approval/policy.ts';
import { createPeople, generateBsn, type People } from '../../practice/people.ts';
import { UNKNOWN_PATIENT } from '../../practice/schema.ts';
import type { World } from '../../world/world.ts';
import { FORMAT, mapInstants, type Snapshot } from './schema.ts';

/**
 * Returns the whole state of an organization.
 * @param identities `pseudonyms` replaces people from requests and BSNs that may be real, and removes patients' comments,
 *   so that the snapshot can be attached to a bug report; `original` changes nothing
 */
export async function takeSnapshot(world: World, identities: 'pseudonyms' | 'original'): Promise<Snapshot> {
  const state = {
    startedAt: world.startedAt,
    clock: { now: world.clock.now(), frozen: world.clock.frozen },
    patients: [...world.patients.values()],
    appointments: world.appointments.list(),
    plans: [...world.scheduledDecisions].map(([appointment, { kind: _kind, ...plan }]) => ({ appointment, ...plan })),
    competitorAt: world.competitorAt === undefined ? [] : [world.competitorAt],
    slots: world.agenda.schedules.flatMap((schedule) =>
      schedule.changes().map(([start, changes]) => ({ schedule: schedule.rules.id, start, changes })),
    ),
    deliveries: world.deliveries.list().map(({ leasedUntil: _leasedUntil, ...delivery }) => delivery),
    defects: world.defects.ids,
    formerDefects: world.defects.former,
    loggedInPatient: world.loggedInPatient ?? UNKNOWN_PATIENT,
  };
  const json = mapInstants(state, (value) =>
    typeof value === 'number' ? formatInstant(instant(value)) : value,
  ) as object;
  const snapshot = {
    format: FORMAT,
    version: 1,
    configuration: world.configuration,
    ...json,
    drawn: world.random.counts(),
    contention: world.contention,
    callbacks: world.deliveries.settings,
    paused: world.deliveries.paused,
    sequence: world.agenda.sequence,
    lastAppointment: world.lastAppointment,
    lastDelivery: world.deliveries.lastNumber,
    faults: world.faults.list(),
  } as Snapshot;
  const copy = structuredClone(snapshot);
  return identities === 'original'
    ? copy
    : pseudonymize(copy, await createPeople(world.practice.seed), world.practice.seed);
}

type SnapshotPatient = Snapshot['patients'][number];

/** Replaces everyone whose BSN may be real, and all comments of patients, so that a snapshot identifies no person. */
export function pseudonymize(snapshot: Snapshot, people: People, seed: number): Snapshot {
  const isMadeUp = ({ origin, bsn }: SnapshotPatient): boolean =>
    origin === 'practice' && bsn !== undefined && isTestBsn(bsn);
  const known = new Map(snapshot.patients.map((patient) => [patient.reference, patient]));
  const numbers = new Map([...known.keys()].map((reference, index) => [reference, index + 1]));
  const referenceOf = (reference: string): string =>
    redactText(reference) === reference ? reference : `Patient/pseudonym-${numbers.get(reference) ?? 0}`;
  const nameOf = (reference: string, display: string): string => {
    const patient = known.get(reference);
    return patient && isMadeUp(patient) && patient.name === display ? display : people.patient(referenceOf(reference));
  };
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
  const { patients, ...configuration } = snapshot.configuration;
  return {
    ...snapshot,
    configuration: patients
      ? {
          ...configuration,
          patients: patients.map((patient) =>
            patient.bsn === undefined || isTestBsn(patient.bsn)
              ? patient
              : {
                  id: patient.id,
                  name: people.patient(`Patient/${patient.id}`),
                  bsn: generateBsn(seed, `Patient/${patient.id}`),
                },
          ),
        }
      : configuration,
    ...(snapshot.loggedInPatient !== undefined &&
      snapshot.loggedInPatient !== UNKNOWN_PATIENT && { loggedInPatient: referenceOf(snapshot.loggedInPatient) }),
    patients: snapshot.patients.map((patient) =>
      isMadeUp(patient)
        ? patient
        : {
            reference: referenceOf(patient.reference),
            name: people.patient(referenceOf(patient.reference)),
            bsn: generateBsn(seed, patient.reference),
            origin: 'made-up',
          },
    ),
    appointments: snapshot.appointments.map(mask),
    plans: snapshot.plans.map((plan) => ({ ...plan, comment: DEFAULT_COMMENTS[plan.decision] })),
    deliveries: snapshot.deliveries.map((delivery) => {
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
    }),
  };
}
