import { array, oneOf, openObject, type Schema, string } from '../../schema/schema.ts';
import { fhirIdString } from '../formats.ts';
import { displayedConceptSchema } from './coding.ts';

/** A Schedule as the reads of the published API have it (PR). */
export const scheduleSchema: Schema<unknown> = openObject({
  resourceType: oneOf(['Schedule']),
  id: fhirIdString(),
  serviceCategory: array(displayedConceptSchema, { minItems: 1 }),
  actor: array(openObject({ reference: string({ minLength: 1 }) }), { minItems: 1 }),
});
