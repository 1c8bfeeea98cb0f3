import { array, openObject, string } from '../../schema/schema.ts';

const text = { minLength: 1, maxLength: 1024 };

const codingSchema = openObject({ system: string(text), code: string(text) }, { display: string({ maxLength: 1024 }) });

/** A list of CodeableConcepts, each with at least one coding (SL-5). */
export const codeableConceptsSchema = array(
  openObject({ coding: array(codingSchema, { minItems: 1, maxItems: 20 }) }),
  {
    minItems: 1,
    maxItems: 20,
  },
);

/** A coding with a display, as it is published (SL-5). */
const displayedCodingSchema = openObject({ system: string(text), code: string(text), display: string(text) });

/** A CodeableConcept whose codings have displays. */
export const displayedConceptSchema = openObject({ coding: array(displayedCodingSchema, { minItems: 1 }) });
