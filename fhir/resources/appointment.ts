import { anyOf, array, oneOf, openObject, type Schema, type Static, string } from '../../schema/schema.ts';
import { fhirIdString, instantString } from '../formats.ts';
import { codeableConceptsSchema } from './coding.ts';
import type { Dialect } from './dialect.ts';

const reference = string({ minLength: 1, maxLength: 512 });
const display = string({ minLength: 1, maxLength: 512 });
const identifier = openObject({ system: string({ maxLength: 512 }), value: string({ maxLength: 64 }) });
const instant = instantString();

const participantStatus = oneOf(['accepted', 'declined', 'tentative', 'needs-action']);
const requiredElement = oneOf(['required', 'optional', 'information-only']);

/** AP-4: `required` is inside `actor` as published, and beside it in R4; a request may have either. */
const participantSchema = anyOf(
  [
    openObject(
      {
        actor: openObject({ reference, display, required: requiredElement }, { identifier }),
        status: participantStatus,
      },
      { required: requiredElement },
    ),
    openObject({
      actor: openObject({ reference, display }, { identifier }),
      status: participantStatus,
      required: requiredElement,
    }),
  ],
  {
    expected:
      "a participant {actor: {reference, display, required}, status}, or in R4's form {actor, required, status}",
  },
);

/** The body of `POST /Appointment` (AP-1 to AP-4), in either dialect. */
export const newAppointmentSchema = openObject(
  {
    resourceType: oneOf(['Appointment']),
    id: string({ minLength: 1, maxLength: 64 }),
    status: oneOf(['proposed', 'booked', 'cancelled']),
    start: instant,
    end: instant,
    participant: array(participantSchema, {
      minItems: 2,
      maxItems: 2,
      expected: 'two participants: the patient and the practitioner',
    }),
    serviceCategory: codeableConceptsSchema,
    comment: string({ minLength: 1, maxLength: 4000 }),
  },
  { slot: array(openObject({ reference }), { minItems: 1, maxItems: 1 }) },
  { $id: 'new-appointment' },
);

/** A request to create an appointment. */
export type NewAppointment = Static<typeof newAppointmentSchema>;

/** Returns the schema of the Appointment that a XIS returns (AP-5), in one dialect. */
export function appointmentSchema(dialect: Dialect): Schema<unknown> {
  const published = dialect === 'published';
  const actor = { reference, display };
  const participant = published
    ? openObject({
        actor: openObject({ ...actor, required: oneOf(['required']) }),
        status: oneOf(['accepted', 'needs-action']),
      })
    : openObject({
        actor: openObject(actor, { required: { not: {} } }),
        required: oneOf(['required']),
        status: oneOf(['accepted', 'declined', 'needs-action']),
      });
  return openObject({
    resourceType: oneOf(['Appointment']),
    id: fhirIdString(),
    status: oneOf(['proposed', 'booked', 'cancelled']),
    start: instant,
    end: instant,
    participant: array<unknown>(participant, { minItems: 2, maxItems: 2 }),
    serviceCategory: codeableConceptsSchema,
    comment: string({ minLength: 1 }),
  });
}

/** The body of `PUT /Appointment/{id}`, XIS → Spreekuur.nl (UP-1). */
export const appointmentUpdateSchema = openObject(
  {
    resourceType: oneOf(['Appointment']),
    id: fhirIdString(),
    status: oneOf(['booked', 'cancelled']),
    start: instant,
    end: instant,
    participant: array(
      openObject({ actor: openObject({ reference, display }, { identifier }), status: oneOf(['accepted']) }),
      {
        minItems: 1,
        contains: openObject({ actor: openObject({ identifier }) }),
      },
    ),
    serviceCategory: codeableConceptsSchema,
  },
  { comment: string({ minLength: 1 }) },
);
