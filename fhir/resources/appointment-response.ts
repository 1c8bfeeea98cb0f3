import { anyOf, array, oneOf, openObject, type Schema, type Static, string } from '../../schema/schema.ts';
import { BSN_SYSTEM } from '../bsn.ts';
import type { Dialect } from './dialect.ts';

const identifier = openObject({
  system: string({ minLength: 1, maxLength: 512 }),
  value: string({ minLength: 1, maxLength: 64 }),
});

const publishedActor = openObject({
  reference: openObject({ identifier: array(identifier, { minItems: 1, maxItems: 10 }) }),
});

const r4Actor = openObject({ identifier });

/**
 * Returns the schema that reads an AppointmentResponse of either dialect (CB-1).
 * @param statuses the participant statuses that are accepted: a XIS takes `declined` only (CN-3)
 */
export function readAppointmentResponseSchema<const S extends readonly ('accepted' | 'declined')[]>(statuses: S) {
  return openObject(
    {
      actor: anyOf([publishedActor, r4Actor], {
        expected:
          "an actor {reference: {identifier: [{system, value}]}}, or in R4's form {identifier: {system, value}}",
      }),
      comment: string({ maxLength: 4000 }),
      appointment: openObject({ reference: string({ minLength: 1, maxLength: 512 }) }),
      participantStatus: oneOf(statuses),
    },
    { resourceType: oneOf(['AppointmentResponse']) },
  );
}

export type AppointmentResponse = Static<
  ReturnType<typeof readAppointmentResponseSchema<readonly ['accepted', 'declined']>>
>;

/** The body of a patient's cancellation (CN-3): `declined` only. */
export const cancellationSchema: Schema<AppointmentResponse> = {
  ...readAppointmentResponseSchema(['declined']),
  $id: 'cancellation',
};

/** Returns the schema of the AppointmentResponse that a XIS sends (CB-1), in one dialect. */
export function appointmentResponseSchema(dialect: Dialect): Schema<unknown> {
  return openObject({
    ...(dialect === 'r4' ? { resourceType: oneOf(['AppointmentResponse']) } : {}),
    actor: dialect === 'published' ? publishedActor : r4Actor,
    comment: string({ minLength: 1 }),
    appointment: openObject({ reference: string({ pattern: '^Appointment/[A-Za-z0-9.-]{1,64}$' }) }),
    participantStatus: oneOf(['accepted', 'declined']),
  });
}

/**
 * Returns the BSN of the patient in an AppointmentResponse of either dialect, if it has one. Both places of the identifier
 * are read, because a sender may fill both: R4's actor has a `reference` as well, which is then text.
 */
export function bsnOf({ actor }: Pick<AppointmentResponse, 'actor'>): string | undefined {
  const { reference, identifier: r4 } = actor as { readonly reference?: unknown; readonly identifier?: unknown };
  const published = (reference as { readonly identifier?: unknown } | null | undefined)?.identifier;
  return [...(Array.isArray(published) ? published : []), r4].find(isBsnIdentifier)?.value;
}

function isBsnIdentifier(value: unknown): value is { readonly value: string } {
  const { system, value: bsn } = (value ?? {}) as { readonly system?: unknown; readonly value?: unknown };
  return system === BSN_SYSTEM && typeof bsn === 'string';
}
