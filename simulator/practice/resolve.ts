import type { Agb } from '../../fhir/agb.ts';
import type { AppointmentType, Patient, Practice, Practitioner } from '../domain/practice.ts';
import { resolveUnderstood } from '../domain/understands.ts';
import { createPeople, generateBsn, type People } from './people.ts';
import {
  type OrganizationConfiguration,
  type PractitionerConfiguration,
  practitionersOf,
  UNKNOWN_PATIENT,
} from './schema.ts';

const GENERAL_PRACTITIONER = {
  system: 'http://fhir.nl/fhir/NamingSystem/uzi-rolcode',
  code: '01.015',
  display: 'Huisarts',
};

/** The approximate memory of the journal, and of the deliveries, of an organization: 16 MiB. */
const DEFAULT_BYTES = 16_777_216;

/**
 * Adds defaults and generated names to a configuration.
 * @param organization a configuration without mistakes
 */
export function resolvePractice(organization: OrganizationConfiguration): Practice {
  const { seed = 1, patients = [] } = organization;
  const mentions = organization.schedules.flatMap(practitionersOf);
  const named = new Set(mentions.filter(({ name }) => name !== undefined).map(({ id }) => id));
  const anonymous = mentions.some(({ id }) => !named.has(id)) || patients.some(({ name }) => name === undefined);
  const people = anonymous ? createPeople(seed) : undefined;
  const {
    location = 'relative',
    pageSize,
    reopensSlots = true,
    errorBodies = true,
    cancellationBody = true,
    otherMediaType = 'application/fhir+json',
  } = organization.answers ?? {};
  const mediaTypes = { 'application/fhir+json': undefined, 'application/json': 'application/json; charset=utf-8' };
  return {
    agb: organization.agb as Agb,
    name: organization.name ?? `Praktijk ${organization.agb}`,
    timeZone: organization.timeZone ?? 'Europe/Amsterdam',
    dialect: organization.dialect ?? 'published',
    seed,
    horizonDays: organization.horizonDays ?? 56,
    types: resolveTypes(organization),
    practitioners: resolvePractitioners(mentions, people),
    patients: resolvePatients(organization, seed, people),
    loggedInPatient: resolveLoggedIn(organization),
    unknownPatients: organization.unknownPatients ?? 'accept',
    location,
    pageSize,
    reopensSlots,
    errorBodies,
    cancellationBody,
    otherMediaType: mediaTypes[otherMediaType],
    understands: resolveUnderstood(organization.understands),
    retention: {
      requests: { items: organization.journalLimit ?? 1000, bytes: organization.journalBytes ?? DEFAULT_BYTES },
      deliveries: { items: organization.deliveryLimit ?? 5000, bytes: organization.deliveryBytes ?? DEFAULT_BYTES },
      settledAppointments: organization.appointmentLimit ?? 5000,
    },
  };
}

function resolveTypes(organization: OrganizationConfiguration): readonly AppointmentType[] {
  const { typeSystem = 'http://xis-testkit.example/ns/appointment-type' } = organization;
  return organization.appointmentTypes.map((type, index) => ({
    index,
    system: type.system ?? typeSystem,
    code: type.code,
    display: type.display,
    lengthMs: type.minutes * 60_000,
    categories: (type.serviceCategories ?? []).map((token) => {
      const [system = '', code = ''] = token.split('|');
      return { system, code };
    }),
    approval: type.approval ?? 'none',
  }));
}

/** Merges the mentions of practitioners: a name or speciality on one schedule applies to all their schedules. */
function resolvePractitioners(
  all: readonly PractitionerConfiguration[],
  people: People | undefined,
): readonly Practitioner[] {
  const mentionsById = new Map<string, PractitionerConfiguration[]>();
  for (const mention of all) {
    const mentions = mentionsById.get(mention.id);
    if (mentions) mentions.push(mention);
    else mentionsById.set(mention.id, [mention]);
  }
  return [...mentionsById].map(([id, mentions]) => {
    const name = mentions.find((mention) => mention.name !== undefined)?.name ?? people?.practitioner(id) ?? id;
    const speciality = mentions.find((mention) => mention.speciality !== undefined)?.speciality;
    return { id, name, speciality: { ...GENERAL_PRACTITIONER, ...speciality } };
  });
}

function resolveLoggedIn({ loggedInPatient, patients = [] }: OrganizationConfiguration): string | undefined {
  const id = loggedInPatient ?? patients[0]?.id;
  return id === undefined || id === UNKNOWN_PATIENT ? undefined : `Patient/${id}`;
}

function resolvePatients(
  organization: OrganizationConfiguration,
  seed: number,
  people: People | undefined,
): readonly Patient[] {
  return (organization.patients ?? []).map(({ id, name, bsn }) => ({
    reference: `Patient/${id}`,
    name: name ?? people?.patient(id) ?? id,
    bsn: bsn ?? generateBsn(seed, `Patient/${id}`),
    origin: 'practice',
  }));
}
