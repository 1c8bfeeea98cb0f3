import { oneOf, type Static } from '../../schema/schema.ts';

/** The two shapes of the protocol: as published by Spreekuur.nl, or as FHIR R4 defines it. */
export const dialectSchema = oneOf(['published', 'r4'], {
  description: 'The shapes that are sent: as Spreekuur.nl publishes them, or as FHIR R4 has them.',
});

export type Dialect = Static<typeof dialectSchema>;
