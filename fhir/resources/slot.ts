import { array, oneOf, openObject, type Schema, string } from '../../schema/schema.ts';
import { fhirIdString, instantString } from '../formats.ts';
import { displayedConceptSchema } from './coding.ts';
import type { Dialect } from './dialect.ts';

/** Statuses of a slot by dialect (SL-3). */
export const SLOT_STATUSES = {
  published: ['free', 'busy', 'needs-action'],
  r4: ['free', 'busy', 'busy-tentative'],
} as const;

/** Returns the schema of a Slot that a XIS returns (SL-2 to SL-7), in one dialect. */
export function slotSchema(dialect: Dialect): Schema<unknown> {
  const instant = instantString();
  return openObject({
    resourceType: oneOf(['Slot']),
    id: fhirIdString(),
    status: oneOf(SLOT_STATUSES[dialect]),
    start: instant,
    end: instant,
    serviceCategory: array(displayedConceptSchema, { minItems: 1 }),
    extension: array(
      openObject({
        url: oneOf(['urn:extension:actor']),
        valueReference: openObject({ reference: string(), display: string({ minLength: 1 }) }),
      }),
      { minItems: 1 },
    ),
    schedule: openObject({ reference: string({ pattern: '^Schedule/[A-Za-z0-9.-]{1,64}$' }) }),
  });
}
